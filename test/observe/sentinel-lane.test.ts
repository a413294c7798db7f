import {once} from 'node:events';
import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import {Worker} from 'node:worker_threads';
import test, {type ExecutionContext} from 'ava';
import type {SentinelLane, SentinelSecond} from '../../src/observe/sentinel-lane.ts';

/** What the lane tells after its first full second of one sentinel that answers so. */
async function firstSecond(t: ExecutionContext, answer: RequestListener): Promise<SentinelSecond | undefined> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  const lane: SentinelLane = {sentinels: [{node: 'worker', host: '127.0.0.1', port}]};
  const worker = new Worker(new URL('../../src/observe/sentinel-lane.ts', import.meta.url), {workerData: lane});
  t.teardown(async () => worker.terminate());
  const [seconds] = (await once(worker, 'message')) as [readonly SentinelSecond[]];
  return seconds[0];
}

test('a sentinel that answers: ten requests a second, none failed', async (t) => {
  const second = await firstSecond(t, (_request, response) => response.setHeader('x-seatrial', 'sentinel').end('ok'));
  t.like(second, {node: 'worker', sent: 10, failed: 0});
  t.true((second?.maxMs ?? 0) > 0);
  t.true((second?.p99Ms ?? 0) <= (second?.maxMs ?? 0));
});

test("a stranger's 200, an error and a broken connection are failures", async (t) => {
  const strangers: readonly RequestListener[] = [
    (_request, response) => response.end('ok'),
    (_request, response) => response.setHeader('x-seatrial', 'sentinel').writeHead(503).end(),
    (request) => request.socket.destroy(),
  ];
  for (const second of await Promise.all(strangers.map((stranger) => firstSecond(t, stranger)))) {
    t.is(second?.sent, 10);
    t.true((second?.failed ?? 0) >= 8, 'answers that are still open count in the next second');
  }
});
