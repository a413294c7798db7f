import type {Socket} from 'node:net';
import test from 'ava';
import type {RequestSpec, RunningLoad} from '../../../src/load/engine.ts';
import {Costs} from '../../../src/load/embedded/costs.ts';
import {BareConnections} from '../../../src/load/embedded/bare-connections.ts';
import {Ledger} from '../../../src/load/embedded/ledger.ts';
import {SourcePorts} from '../../../src/load/embedded/source-ports.ts';
import {systemClock} from '../../../src/system/clock.ts';
import {answer, answering, closedPort, listen} from '../helpers/servers.ts';
import {home} from '../helpers/home.ts';
import {atPeak, record, type Recorded} from '../helpers/trial-load.ts';

const calm = {ratePerSecond: 20};
const endless = {...calm, boundMs: 3_600_000};
/** Nothing of this is about time: a machine that is busy elsewhere may take its own. */
const target = {timeoutMs: 60_000, newShare: 1};

/** Adds so much until `enough`, and then nothing. */
const adding =
  (requestsPerSecond: number, connectionsPerSecond: number, enough: Promise<unknown>) =>
  async (load: RunningLoad): Promise<void> => {
    load.add({requestsPerSecond, connectionsPerSecond});
    await enough;
    load.add({requestsPerSecond: 0, connectionsPerSecond: 0});
  };

/** Resolves after so many calls of `seen`. */
function counter(most: number): {readonly seen: () => void; readonly enough: Promise<void>} {
  const {promise: enough, resolve} = Promise.withResolvers<void>();
  let count = 0;
  return {enough, seen: () => ((count += 1), count === most && resolve())};
}

/** Adds so much until the stage hits its bound. */
const toItsBound =
  (requestsPerSecond: number, connectionsPerSecond: number) =>
  async (load: RunningLoad): Promise<void> => {
    load.add({requestsPerSecond, connectionsPerSecond});
    await load.bound;
  };

function outcomesOf({added}: Recorded): readonly string[] {
  return [...new Set(added.map(({connection, request, outcome}) => `${connection} ${request} ${outcome}`))].toSorted();
}

test('requests over new connections, and connections alone, are added in rows of their own, and in no other count', async (t) => {
  const {seen, enough} = counter(40);
  await using server = await listen((socket) => {
    seen();
    socket.on('data', () => socket.end(answer(200, 'hello')));
  });
  const recorded = await record({port: server.port, stage: endless, target}, adding(20, 20, enough));
  const {rows, added, tallies, summary} = recorded;
  t.deepEqual(outcomesOf(recorded), ['new (connection alone) ok', 'new home ok']);
  const alone = added.filter(({request}) => request === '(connection alone)');
  t.true(alone.length > added.length / 4 && alone.length < (added.length * 3) / 4, 'about half of them');
  t.true(alone.every(({status, latencyMs}) => status === 0 && latencyMs >= 0));
  t.is(summary.added.planned, added.length);
  t.is(summary.added.rows.ok, added.length);
  t.is(summary.planned['peak'], rows.length);
  t.is(
    tallies.reduce((sum, {planned}) => sum + planned, 0),
    rows.length,
  );
});

test('what is added ends when it is told to', async (t) => {
  const {seen, enough} = counter(20);
  await using server = await listen((socket) => {
    seen();
    socket.on('data', () => socket.end(answer(200, 'hello')));
  });
  const {rows, added, summary} = await record({port: server.port, stage: endless, target}, async (load) => {
    await adding(20, 0, enough)(load);
    load.stage({...atPeak, ...calm, name: 'after', boundMs: 500});
    await load.bound;
  });
  t.is(summary.planned['after'], 10);
  const [firstAfterMs = 0] = rows
    .map(({plannedMs}) => plannedMs)
    .toSorted((one, other) => one - other)
    .slice(-10);
  t.true(added.every(({plannedMs}) => plannedMs <= firstAfterMs));
});

test('a connection that nothing takes is refused, one that is broken off is reset, one that is closed is good', async (t) => {
  const closed = await record({port: await closedPort(), target, stage: {...calm, boundMs: 500}}, toItsBound(0, 20));
  t.deepEqual(outcomesOf(closed), ['new (connection alone) refused']);
  const serving = async (serve: (socket: Socket) => void): Promise<readonly string[]> => {
    const {seen, enough} = counter(10);
    await using server = await listen((socket) => {
      seen();
      serve(socket);
    });
    const stage = {ratePerSecond: 0.001, boundMs: 3_600_000};
    return outcomesOf(await record({port: server.port, target, stage}, adding(0, 20, enough)));
  };
  t.deepEqual(await serving((socket) => socket.resetAndDestroy()), ['new (connection alone) reset']);
  t.deepEqual(await serving((socket) => socket.end()), ['new (connection alone) ok']);
  t.deepEqual(await serving((socket) => socket.write('220 mail\r\n')), ['new (connection alone) ok']);
});

test('a connection that is not established in time has timed out; at the end what is open is cut off', async (t) => {
  await using server = await listen(() => {});
  const ledger = new Ledger();
  const ports = new SourcePorts({worker: 0, workers: 1, epochMs: systemClock.nowMs()});
  const target = {host: '127.0.0.1', port: server.port, timeoutMs: 100};
  const bare = new BareConnections(target, {maxOpen: 2, maxLagMs: 1000}, ports, ledger, () => 5);
  for (let index = 0; index < 3; index += 1) bare.open('added', 0);
  t.is(bare.nextDeadlineMs, 105);
  bare.sweep(104);
  t.is(bare.openCount, 2);
  bare.sweep(105);
  bare.open('added', 0);
  bare.cutOff();
  t.is(bare.openCount, 0);
  t.like(ledger.rows, {'timed-out': 2, 'cut-off': 1, dropped: 1, ok: 0});
});

test('a GET is added, and nothing that changes something; where none is declared, connections alone', async (t) => {
  const order = {...home, name: 'order', method: 'POST', body: '{}'};
  const added = async (requests: readonly RequestSpec[]): Promise<readonly string[]> => {
    await using server = await answering(answer(200, 'hello'));
    return outcomesOf(
      await record({port: server.port, requests, target, stage: {...calm, boundMs: 500}}, toItsBound(20, 0)),
    );
  };
  t.deepEqual(await added([order, home]), ['new home ok']);
  t.deepEqual(await added([order]), ['new (connection alone) ok']);
});

test('what a request costs is known after ten good answers', (t) => {
  const [one, other] = [{}, {}];
  const costs = new Costs<object>();
  t.is(costs.cheapest([]), undefined);
  t.is(costs.cheapest([one, other]), one);
  for (let index = 0; index < 10; index += 1) costs.note(one, 20);
  for (let index = 0; index < 9; index += 1) costs.note(other, 1);
  t.is(costs.cheapest([other, one]), one);
  costs.note(other, 1);
  t.is(costs.cheapest([one, other]), other);
});
