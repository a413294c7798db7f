import {Agent, get} from 'node:http';
import test from 'ava';
import {limiter} from '../../demo/shop/src/service/limiter.ts';
import {serve} from '../../demo/shop/src/service/serve.ts';
import {match, type Route} from '../../demo/shop/src/service/router.ts';
import {warmUp} from '../../demo/shop/src/service/warm-up.ts';

const base = {
  name: 'gateway',
  port: 0,
  linger: async () => undefined,
  keepForMs: 60_000,
  cold: () => false,
  trouble: () => undefined,
};

test('liveness does not ask what readiness asks', async (t) => {
  const service = await serve({...base, routes: [], trouble: () => 'orders is away'});
  t.is((await fetch(url(service.port, '/livez'))).status, 200);
  const ready = await fetch(url(service.port, '/readyz'));
  t.is(ready.status, 503);
  t.deepEqual(await ready.json(), {error: 'orders is away'});
  await service.drain();
});

test('a service that cannot serve keeps no connection, so that the next request goes elsewhere', async (t) => {
  let trouble: string | undefined;
  const service = await serve({...base, routes: [route('/work', () => ({status: 200}))], trouble: () => trouble});
  const agent = new Agent({keepAlive: true});
  t.is((await ask(agent, service.port, '/work')).connection, 'keep-alive');
  trouble = 'the database does not answer';
  t.is((await ask(agent, service.port, '/work')).connection, 'close');
  agent.destroy();
  await service.drain();
});

test('a connection is not kept for ever, so that a replica that comes later gets its share', async (t) => {
  const service = await serve({...base, keepForMs: 0, routes: [route('/work', () => ({status: 200}))]});
  t.deepEqual(await ask(new Agent({keepAlive: true}), service.port, '/work'), {status: 200, connection: 'close'});
  await service.drain();
});

test('a saturated service says 503 and when to come back', async (t) => {
  const full = limiter({name: 'full', places: 0, queue: 0, waitMs: 0});
  const service = await serve({...base, routes: [route('/work', () => full.run(async () => ({status: 200})))]});
  const answer = await fetch(url(service.port, '/work'));
  t.is(answer.status, 503);
  t.is(answer.headers.get('retry-after'), '1');
  t.is(answer.headers.get('x-shop'), 'gateway');
  await service.drain();
});

test('a handler that throws is a 500 without its message', async (t) => {
  const service = await serve({...base, routes: [route('/work', () => Promise.reject(new Error('a secret')))]});
  const answer = await fetch(url(service.port, '/work'));
  t.is(answer.status, 500);
  t.false((await answer.text()).includes('a secret'));
  await service.drain();
});

test('draining: not ready, connections are closed after their answer, and what is in flight is finished', async (t) => {
  const reached = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const slow = route('/slow', async () => {
    reached.resolve();
    await finish.promise;
    return {status: 200};
  });
  const known = Promise.withResolvers<void>();
  const service = await serve({...base, linger: () => known.promise, routes: [slow]});
  const agent = new Agent({keepAlive: true});
  const inFlight = ask(agent, service.port, '/slow');
  await reached.promise;
  const drained = service.drain();
  const ready = await ask(agent, service.port, '/readyz');
  t.is(ready.status, 503);
  t.is(ready.connection, 'close');
  known.resolve();
  finish.resolve();
  t.deepEqual(await inFlight, {status: 200, connection: 'close'});
  await drained;
  await t.throwsAsync(ask(agent, service.port, '/livez'), {code: 'ECONNREFUSED'});
});

test('a cold service is alive, not ready, and answers nobody but its own warm-up', async (t) => {
  let isCold = true;
  let worked = 0;
  const work = route('/work', () => {
    worked += 1;
    return {status: 200};
  });
  const service = await serve({...base, cold: () => isCold, routes: [work]});
  const status = async (path: string): Promise<number> => (await fetch(url(service.port, path))).status;
  t.deepEqual(await Promise.all(['/livez', '/readyz', '/work', '/metrics'].map(status)), [200, 503, 503, 200]);
  await warmUp({port: service.port, paths: ['/work'], rounds: 3, everyMs: 0});
  t.is(worked, 3);
  isCold = false;
  t.deepEqual(await Promise.all(['/livez', '/readyz', '/work'].map(status)), [200, 200, 200]);
  await service.drain();
});

test('metrics count requests by route, never by path', async (t) => {
  const service = await serve({...base, routes: [{...route('/things/:id', () => ({status: 200})), name: 'thing'}]});
  await fetch(url(service.port, '/things/kettle'));
  const text = await (await fetch(url(service.port, '/metrics'))).text();
  t.regex(text, /http_requests_total\{route="thing",status="200"\} 1/);
  t.false(text.includes('kettle'));
  t.is(match([], 'GET', '/metrics'), undefined);
  await service.drain();
});

const url = (port: number, path: string): string => `http://127.0.0.1:${port}${path}`;

const route = (pattern: string, handler: Route['handler']): Route => ({name: 'work', method: 'GET', pattern, handler});

function ask(
  agent: Agent,
  port: number,
  path: string,
): Promise<{status: number | undefined; connection: string | undefined}> {
  return new Promise((resolve, reject) => {
    get(url(port, path), {agent}, (response) => {
      response
        .resume()
        .once('end', () => resolve({status: response.statusCode, connection: response.headers.connection}));
    }).once('error', reject);
  });
}
