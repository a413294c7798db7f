import test from 'ava';
import {openApi} from '../../../src/cluster/api/api.ts';
import {ApiError} from '../../../src/cluster/api/api-error.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {systemClock} from '../../../src/system/clock.ts';
import {json, startApiServer} from '../api-server.ts';
import type {Handler} from '../api-server.ts';

const podKind = {apiVersion: 'v1', kind: 'Pod'};

async function apiWith(handle: Handler) {
  const server = await startApiServer(handle);
  return {server, api: await openApi(server.kubeconfig, systemClock)};
}

test('a list joins its pages and gives items their kind', async (t) => {
  const {server, api} = await apiWith(({url}, response) => {
    const more = url.searchParams.get('continue') === null;
    const items = [{metadata: {name: more ? 'a' : 'b'}}];
    json(response, 200, {metadata: {resourceVersion: '7', ...(more ? {continue: 'next'} : {})}, items});
  });
  await using _ = server;
  const {items, resourceVersion} = await api.list(podKind, {namespace: 'shop', labelSelector: 'app=x'});
  t.deepEqual(
    items.map(({apiVersion, kind, metadata}) => [apiVersion, kind, metadata.name]),
    [
      ['v1', 'Pod', 'a'],
      ['v1', 'Pod', 'b'],
    ],
  );
  t.is(resourceVersion, '7');
});

test('what is not there is undefined, and deleting it is fine', async (t) => {
  const {server, api} = await apiWith((_request, response) =>
    json(response, 404, {kind: 'Status', reason: 'NotFound', message: 'no'}),
  );
  await using _ = server;
  t.is(await api.get(podKind, 'x', 'shop'), undefined);
  await t.notThrowsAsync(api.delete(podKind, 'x', 'shop'));
});

test('a refusal keeps the code, the reason and the message of the server', async (t) => {
  const {server, api} = await apiWith((_request, response) =>
    json(response, 409, {kind: 'Status', reason: 'Conflict', message: 'it changed'}),
  );
  await using _ = server;
  const error = await t.throwsAsync(api.create({...podKind, metadata: {name: 'x', namespace: 'shop'}}), {
    instanceOf: ApiError,
  });
  t.deepEqual([error.status, error.reason], [409, 'Conflict']);
  t.regex(error.message, /POST \/api\/v1\/namespaces\/shop\/pods.*409 Conflict: it changed/);
});

test('apply is a server-side apply of ours, to the namespace of the object', async (t) => {
  const seen: string[] = [];
  const {server, api} = await apiWith(({method, url, headers, body}, response) => {
    seen.push(
      `${method} ${url.pathname}`,
      url.searchParams.get('fieldManager') ?? '',
      url.searchParams.get('dryRun') ?? '',
      headers['content-type'] ?? '',
    );
    json(response, 200, JSON.parse(body));
  });
  await using _ = server;
  await api.apply({...podKind, metadata: {name: 'x', namespace: 'shop'}}, {dryRun: true});
  t.deepEqual(seen, ['PATCH /api/v1/namespaces/shop/pods/x', 'seatrial', 'All', 'application/apply-patch+yaml']);
});

test('a raw GET sends the headers that it is given, but for those that let us in', async (t) => {
  const seen: unknown[] = [];
  const {server, api} = await apiWith(({headers}, response) => {
    seen.push([headers['accept'], headers['x-tenant']]);
    json(response, 200, {});
  });
  await using _ = server;
  await api.raw('/api/v1/namespaces/shop/pods/x:80/proxy/', {headers: {accept: 'text/html', 'x-tenant': 'a'}});
  await api.raw('/readyz');
  t.deepEqual(seen, [
    ['text/html', 'a'],
    ['application/json', undefined],
  ]);
});

test('an eviction resolves with whatever the server said', async (t) => {
  const {server, api} = await apiWith((_request, response) =>
    json(response, 429, {kind: 'Status', message: 'the budget forbids it'}),
  );
  await using _ = server;
  t.deepEqual(await api.evict('x', 'shop', {dryRun: true}), {code: 429, message: 'the budget forbids it', causes: []});
});

test('an unknown kind is named', async (t) => {
  const {server, api} = await apiWith((_request, response) => json(response, 200, {}));
  await using _ = server;
  await t.throwsAsync(api.get({apiVersion: 'v1', kind: 'Gadget'}, 'x'), {
    instanceOf: HarnessError,
    message: /no Gadget in v1/,
  });
});

test('no answer within the bound is an error with status 0', async (t) => {
  const {server, api} = await apiWith(() => undefined);
  await using _ = server;
  const error = await t.throwsAsync(api.raw('/readyz', {timeoutMs: 50}), {instanceOf: ApiError});
  t.is(error.status, 0);
});

test('a server that went away is an error with status 0', async (t) => {
  const {server, api} = await apiWith(() => undefined);
  await server[Symbol.asyncDispose]();
  const error = await t.throwsAsync(api.raw('/readyz'), {instanceOf: ApiError});
  t.is(error.status, 0);
});

test('an answer without an end is cut off at its bound, and says so', async (t) => {
  let sent = 0;
  const {server, api} = await apiWith((_request, response) => {
    response.writeHead(200);
    const more = (): void => {
      sent += 65_536;
      if (!response.destroyed) response.write(Buffer.alloc(65_536, 'x'), more);
    };
    more();
  });
  await using _ = server;
  await t.throwsAsync(api.raw('/api/v1/namespaces/a/pods/b:80/proxy/'), {
    instanceOf: ApiError,
    message: /200 TooLong: the answer is longer than 1 MiB$/,
  });
  // What the sockets held besides.
  t.true(sent < 32 * 1024 ** 2);
});
