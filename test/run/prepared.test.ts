import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import test, {type ExecutionContext} from 'ava';
import type {Api} from '../../src/cluster/cluster.ts';
import type {RequestSpec} from '../../src/load/engine.ts';
import {preparedRequests} from '../../src/run/prepared.ts';
import {UsageError} from '../../src/system/errors.ts';
import {home} from '../load/helpers/home.ts';
import {jumpingClock} from '../jumping-clock.ts';
import {profile} from '../subject/subject.ts';

const request = (name: string, more: Partial<RequestSpec> = {}): RequestSpec => ({...home, name, ...more});
const logIn = request('log-in', {method: 'POST', path: '/login', body: '{"user": "a"}', expect: {status: [201]}});

/** A service that gives a token for a log-in, and lists orders for a token. */
async function service(t: ExecutionContext) {
  const seen: string[] = [];
  const server = createServer((asked, answer) => {
    const {method = '', url = '', headers} = asked;
    seen.push(`${method} ${url} ${headers.authorization ?? '-'}`);
    asked.resume().once('end', () => {
      if (url === '/cut') return answer.destroy();
      answer.writeHead(url === '/login' ? 201 : 200, {'content-type': 'application/json'});
      return answer.end(JSON.stringify({token: 'tok-1', user: {id: 7}}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return {seen, port: (server.address() as AddressInfo).port};
}

async function prepared(port: number, given: Parameters<typeof profile>[1], job?: object) {
  const learned: Record<string, string>[] = [];
  const requests = await preparedRequests(profile({}, given), {
    api: {get: async () => Promise.resolve(job)} as unknown as Api,
    namespace: 'shop',
    clock: jumpingClock(),
    signal: new AbortController().signal,
    to: {target: {host: '127.0.0.1', port, timeoutMs: 1000}},
    note: () => undefined,
    learn: (values) => learned.push({...values}),
  });
  return {requests, learned};
}

test('what an answer gives is kept for the requests after it, and is learned as a secret', async (t) => {
  const {seen, port} = await service(t);
  const {requests, learned} = await prepared(port, {
    prepare: [
      {request: logIn, keep: {token: '$.token', id: '$.user.id'}},
      {
        request: request('warm', {path: '/users/${keep:id}', headers: {authorization: 'Bearer ${keep:token}'}}),
        keep: {},
      },
    ],
    requests: [request('orders', {path: '/orders/${keep:id}', headers: {authorization: 'Bearer ${keep:token}'}})],
  });
  t.deepEqual(seen, ['POST /login -', 'GET /users/7 Bearer tok-1']);
  t.like(requests[0], {path: '/orders/7', headers: {authorization: 'Bearer tok-1'}});
  t.deepEqual(learned, [{token: 'tok-1', id: '7'}, {}]);
});

test('the first that is not as it should be ends it, with its place and what was answered', async (t) => {
  const {port} = await service(t);
  const failing = async (one: RequestSpec, keep = {}): Promise<string> => {
    const error = await t.throwsAsync(prepared(port, {prepare: [{request: one, keep}]}), {
      instanceOf: UsageError,
      code: 'prepare-failed',
    });
    return error?.message ?? '';
  };
  t.regex(
    await failing({...logIn, expect: {status: [200]}}),
    /prepare\[0\]: POST \/login \(log-in\): answered 201, not 200$/,
  );
  t.regex(await failing(logIn, {token: '$.data.token'}), /has no text at \$\.data\.token, to be kept as token$/);
  t.regex(await failing({...logIn, expect: {status: [201], bodyIncludes: 'bye'}}), /without what is expected of it$/);
  t.regex(await failing(request('cut', {path: '/cut'})), /\(cut\): no answer: /);
});

test('a Job is waited for; one that failed is told with why', async (t) => {
  const job = (type: string): object => ({
    kind: 'Job',
    metadata: {name: 'migrate'},
    status: {conditions: [{type, status: 'True', message: 'the database said no'}]},
  });
  await t.notThrowsAsync(prepared(1, {prepare: [{job: 'migrate'}]}, job('Complete')));
  const error = await t.throwsAsync(prepared(1, {prepare: [{job: 'migrate'}]}, job('Failed')), {
    instanceOf: UsageError,
  });
  t.regex(error?.message ?? '', /^The Job migrate that .*seatrial\.yaml prepares with failed: the database said no$/);
});
