import {on, once} from 'node:events';
import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import {Worker} from 'node:worker_threads';
import test, {type ExecutionContext} from 'ava';
import type {SentinelSecond} from '../../src/history/records/sentinel-seconds.ts';
import type {SentinelThread} from '../../src/observe/sentinel-thread.ts';

/** The seconds the thread tells of one sentinel that answers so, for ever. */
async function* seconds(t: ExecutionContext, answer: RequestListener): AsyncGenerator<SentinelSecond> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  const thread: SentinelThread = {sentinels: [{node: 'worker', host: '127.0.0.1', port}]};
  const worker = new Worker(new URL('../../src/observe/sentinel-thread.ts', import.meta.url), {workerData: thread});
  t.teardown(async () => worker.terminate());
  for await (const [told] of on(worker, 'message') as AsyncIterable<[readonly SentinelSecond[]]>) yield* told;
}

test('a sentinel that answers: ten requests a second, none failed', async (t) => {
  // An answer that is still open counts in a later second, and a starved machine may have none in time: one such second
  // comes.
  for await (const second of seconds(t, (_request, response) =>
    response.setHeader('x-seatrial', 'sentinel').end('ok'),
  )) {
    t.like(second, {node: 'worker', sent: 10});
    t.true(second.p99Ms <= second.maxMs);
    if (second.maxMs > 0 && second.failed === 0) break;
  }
});

const strangers: Readonly<Record<string, RequestListener>> = {
  "a stranger's 200": (_request, response) => response.end('ok'),
  'an error': (_request, response) => response.setHeader('x-seatrial', 'sentinel').writeHead(503).end(),
  'a broken connection': (request) => request.socket.destroy(),
};

for (const [title, stranger] of Object.entries(strangers)) {
  test(`${title} is a failure`, async (t) => {
    let failed = 0;
    // An answer that is still open counts in a later second; a thread that took it for good would never come to ten.
    for await (const second of seconds(t, stranger)) {
      failed += second.failed;
      if (failed >= 10) break;
    }
    t.true(failed >= 10);
  });
}
