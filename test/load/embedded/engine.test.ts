import test from 'ava';
import {embedded} from '../../../src/load/embedded/engine.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {answer, answering, listen} from '../helpers/servers.ts';
import {home} from '../helpers/home.ts';
import {atPeak, record, type Recorded} from '../helpers/trial-load.ts';

const stage = {ratePerSecond: 400, boundMs: 250};

function totals({rows, tallies, summary}: Recorded): Readonly<Record<string, number>> {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return {
    planned: sum(Object.values(summary.planned)),
    plannedInTallies: sum(tallies.map((tally) => tally.planned)),
    rows: rows.length,
    rowsCounted: sum(Object.values(summary.rows)),
    outcomesInTallies: sum(tallies.flatMap((tally) => Object.values(tally.outcomes))),
  };
}

const allOf = (count: number) => ({
  planned: count,
  plannedInTallies: count,
  rows: count,
  rowsCounted: count,
  outcomesInTallies: count,
});

test('every planned request has one row and is in one tally', async (t) => {
  await using server = await answering(answer(200, 'hello'));
  const recorded = await record({port: server.port, stage});
  t.deepEqual(totals(recorded), allOf(100));
  t.is(recorded.summary.rows.ok, 100);
  t.true(recorded.rows.every((row) => row.startMs >= row.plannedMs && row.latencyMs >= 0));
});

test('a subject that hangs does not lower the plan', async (t) => {
  await using server = await listen(() => {});
  const recorded = await record({port: server.port, stage, target: {timeoutMs: 100}});
  t.deepEqual(totals(recorded), allOf(100));
  t.is(recorded.summary.rows['timed-out'], 100);
});

test('threads share one plan', async (t) => {
  await using server = await answering(answer(200, 'hello'));
  const recorded = await record({port: server.port, stage, engine: {workers: 2}});
  t.deepEqual(totals(recorded), allOf(100));
});

test('a new connection for each request that takes one, and few for the others', async (t) => {
  await using server = await answering(answer(200, 'hello'));
  const {summary} = await record({port: server.port, stage, target: {newShare: 1}});
  t.is(summary.newConnections, 100);
  t.is(server.connections(), 100);
  await using second = await answering(answer(200, 'hello'));
  const {rows, summary: kept} = await record({
    port: second.port,
    stage: {ratePerSecond: 10, boundMs: 1000},
    target: {newShare: 0},
  });
  t.is(rows.length, 10);
  t.is(kept.newConnections, second.connections());
  t.true(kept.newConnections <= 10);
});

test('what got an answer is owed: connections that hang, or never came to be, are not', async (t) => {
  await using server = await answering(answer(200, 'hello'));
  const good = await record({port: server.port, stage, target: {newShare: 1}});
  t.is(good.summary.answered.connections, 100);
  t.is(good.summary.answered.bytes, good.summary.bytesSent);
  await using silent = await listen(() => {});
  const hung = await record({port: silent.port, stage, target: {newShare: 1, timeoutMs: 150}});
  t.is(hung.summary.newConnections, 100);
  t.deepEqual(hung.summary.answered, {connections: 0, bytes: 0});
});

test('kept connections are used again', async (t) => {
  const usedAgain = Promise.withResolvers<void>();
  await using server = await listen((socket) => {
    let requests = 0;
    socket.on('data', () => {
      requests += 1;
      if (requests === 3) usedAgain.resolve();
      socket.write(answer(200, 'hello'));
    });
  });
  const endless = {ratePerSecond: 500, boundMs: 3_600_000};
  const {summary} = await record({port: server.port, stage: endless, target: {newShare: 0}}, () => usedAgain.promise);
  t.true(summary.newConnections < summary.rows.ok);
});

test('the seed decides connection and request of each arrival', async (t) => {
  await using server = await answering(answer(200, 'hello'));
  const requests = [home, {...home, name: 'cart', weight: 2}];
  const sequence = async (seed: number): Promise<string> => {
    const {rows} = await record({port: server.port, requests, seed, stage});
    return rows
      .toSorted((a, b) => a.plannedMs - b.plannedMs)
      .map((row) => `${row.connection} ${row.request}`)
      .join();
  };
  const [first, second, other] = await Promise.all([sequence(1), sequence(1), sequence(2)]);
  t.is(first, second);
  t.not(first, other);
  t.is(new Set(first.split(',')).size, 4);
});

test('a stage begins when it is told to, and an earlier bound counts no more', async (t) => {
  await using server = await answering(answer(200, 'hello'));
  const recorded = await record({port: server.port, stage: {ratePerSecond: 1, boundMs: 3_600_000}}, async (load) => {
    const before = load.bound;
    load.stage({...atPeak, ...stage, name: 'control'});
    await before;
    await load.bound;
    load.stage({name: 'after', ratePerSecond: 400, rampMs: 250, boundMs: 250});
    await load.bound;
  });
  t.is(recorded.summary.planned['control'], 100);
  t.is(recorded.summary.planned['after'], 100);
});

test('a ramp starts from nothing in the first stage', async (t) => {
  await using server = await answering(answer(200, 'hello'));
  const {rows} = await record({port: server.port, stage: {ratePerSecond: 400, rampMs: 250, boundMs: 250}});
  t.is(rows.length, 50);
});

test('stop lets open requests end', async (t) => {
  const answered = Promise.withResolvers<void>();
  await using server = await listen((socket) => {
    socket.on('data', () => void answered.promise.then(() => socket.end(answer(200, ''))));
  });
  const recorded = await record({port: server.port, target: {newShare: 1}}, async (load) => {
    await load.bound;
    setImmediate(() => answered.resolve());
  });
  t.is(recorded.summary.rows.ok, 20);
});

test('what is open at a disposal is cut off and recorded so', async (t) => {
  const arrived = Promise.withResolvers<void>();
  await using server = await listen((socket) => socket.on('data', () => arrived.resolve()));
  const recorded = await record({port: server.port, target: {timeoutMs: 3_600_000}}, async (load) => {
    await load.bound;
    await arrived.promise;
    await load[Symbol.asyncDispose]();
  });
  t.deepEqual(totals(recorded), allOf(20));
  t.is(recorded.summary.rows['cut-off'], 20);
});

test('the subject receives as many requests as are recorded', async (t) => {
  let received = 0;
  await using server = await listen((socket) => {
    socket.on('data', (bytes) => {
      received += bytes.length;
      socket.write(answer(200, ''));
    });
  });
  const {summary} = await record({port: server.port, stage});
  t.is(summary.bytesSent, received);
});

test('requests that cannot be sent are refused before anything starts', async (t) => {
  const plan = {
    target: {host: '127.0.0.1', port: 1, timeoutMs: 1},
    seed: 1,
    epochMs: 0,
    onRows() {},
    onAdded() {},
    onTally() {},
  };
  await t.throwsAsync(async () => embedded.start({...plan, requests: []}, atPeak), {instanceOf: UsageError});
  await t.throwsAsync(async () => embedded.start({...plan, requests: [{...home, path: '/a b'}]}, atPeak), {
    instanceOf: UsageError,
  });
});
