import test from 'ava';
import {once} from 'node:events';
import {createServer, type Socket} from 'node:net';
import {SourcePorts} from '../../../src/load/embedded/source-ports.ts';
import {systemClock} from '../../../src/system/clock.ts';
import {answer, listen} from '../helpers/servers.ts';
import {record} from '../helpers/trial-load.ts';

test('each thread has ports of its own, and uses all before one comes again', (t) => {
  const workers = [0, 1, 2].map((worker) => new SourcePorts({worker, workers: 3, epochMs: 1_795_000_123_456.75}));
  const ports = workers.flatMap((one) => Array.from({length: 6666}, () => one.next()));
  t.is(new Set(ports).size, 3 * 6666);
  t.true(ports.every((port) => port >= 10_000 && port < 30_000));
  t.is(workers[0]?.next(), ports[0]);
});

test('connections come from ports in turn; one that is in use is left out', async (t) => {
  const from: number[] = [];
  await using server = await listen((socket: Socket) => {
    from.push(socket.remotePort ?? 0);
    socket.on('data', () => socket.end(answer(200, '')));
  });
  const inUse = createServer();
  const epochMs = systemClock.nowMs();
  const ports = new SourcePorts({worker: 0, workers: 1, epochMs});
  const expected = Array.from({length: 6}, () => ports.next());
  inUse.listen(expected[3]);
  await once(inUse, 'listening');
  const {rows} = await record({
    port: server.port,
    target: {newShare: 1},
    epochMs,
    stage: {ratePerSecond: 60, boundMs: 100},
  });
  inUse.close();
  // The one that is made again, from a port of the kernel's, may come after the next.
  const inTurn = from.filter((port) => port < 30_000);
  t.deepEqual(inTurn, expected.toSpliced(3, 1));
  t.is(from.filter((port) => port >= 30_000).length, 1);
  t.true(rows.every(({outcome}) => outcome === 'ok'));
});
