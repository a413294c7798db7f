import test from 'ava';
import {Seconds, summaryOf} from '../../../src/load/embedded/totals.ts';
import {Ledger} from '../../../src/load/embedded/ledger.ts';
import {prepare} from '../../../src/load/embedded/prepared.ts';
import {home} from '../helpers/home.ts';

const request = prepare({...home, name: 'a,b'}, {host: 'shop', port: 1, timeoutMs: 1});
const exchange = (plannedMs: number) => ({plannedMs, startMs: plannedMs + 1.234, kind: 'new', request}) as const;

test('a row has the columns of the table', (t) => {
  const ledger = new Ledger();
  ledger.plan('peak', 1000.129, 1.234);
  ledger.end(exchange(1000.129), 'status', 503, 1010.5);
  t.is(ledger.takeRows(), '1000.13,1001.36,10.37,new,"a,b",status,503\n');
  t.is(ledger.takeRows(), '');
});

test('a second is given out once it is over and all its requests have ended, and seconds stay in order', (t) => {
  const ledger = new Ledger();
  for (const plannedMs of [100, 1100, 1200, 2100]) ledger.plan('peak', plannedMs, plannedMs / 100);
  for (const plannedMs of [100, 1100, 2100]) ledger.end(exchange(plannedMs), 'ok', 200, 2200);
  t.deepEqual(ledger.takeSeconds(3000), {
    seconds: [{second: 0, planned: 1, ended: 1, lagMs: 1, tookMs: 2100, outcomes: {ok: 1}}],
    completeBefore: 1,
  });
  ledger.end(exchange(1200), 'timed-out', 0, 2900);
  t.deepEqual(ledger.takeSeconds(2999), {
    seconds: [{second: 1, planned: 2, ended: 2, lagMs: 12, tookMs: 1100, outcomes: {ok: 1, 'timed-out': 1}}],
    completeBefore: 2,
  });
  t.deepEqual(
    ledger.takeSeconds(Infinity).seconds.map(({second}) => second),
    [2],
  );
  t.deepEqual(ledger.planned, {peak: 4});
});

test('seconds of several workers are added up, and wait for the slowest', (t) => {
  const seconds = new Seconds(2);
  const counts = {planned: 2, ended: 2, lagMs: 1, tookMs: 30};
  t.deepEqual(
    seconds.add(
      0,
      [
        {...counts, second: 0, outcomes: {ok: 2}},
        {...counts, second: 1, outcomes: {ok: 2}},
      ],
      2,
    ),
    [],
  );
  t.deepEqual(seconds.add(1, [{...counts, second: 0, lagMs: 3, outcomes: {ok: 1, reset: 1}}], 1), [
    {tMs: 0, planned: 4, outcomes: {ok: 3, reset: 1}, lagMs: 3, tookMs: 60},
  ]);
  t.deepEqual(seconds.add(1, [], Infinity), [{tMs: 1000, planned: 2, outcomes: {ok: 2}, lagMs: 1, tookMs: 30}]);
});

test('a summary adds the workers up, and shows the busiest of them', (t) => {
  const workers = [0.25, 0.75].map((cpuShare, index) => {
    const ledger = new Ledger();
    ledger.plan('peak', 0, index * 10);
    ledger.end(exchange(0), 'ok', 200, 5);
    return {
      planned: ledger.planned,
      rows: ledger.rows,
      lag: ledger.lag,
      newConnections: 1,
      answered: {connections: 1, bytes: 5},
      doors: [],
      added: {planned: 3, rows: ledger.rows},
      bytesSent: 10,
      cpuShare,
    };
  });
  const summary = summaryOf(workers);
  t.deepEqual(summary.planned, {peak: 2});
  t.is(summary.rows.ok, 2);
  t.is(summary.rows.dropped, 0);
  t.is(summary.newConnections, 2);
  t.deepEqual(summary.answered, {connections: 2, bytes: 10});
  t.like(summary.added, {planned: 6, rows: {ok: 2, reset: 0}});
  t.is(summary.bytesSent, 20);
  t.is(summary.engine.cpuShare, 0.75);
  t.is(Math.round(summary.engine.lagMaxMs), 10);
});

test('a load that planned nothing has no lag', (t) => {
  const {planned, rows, lag} = new Ledger();
  const {engine} = summaryOf([
    {
      planned,
      rows,
      lag,
      newConnections: 0,
      answered: {connections: 0, bytes: 0},
      doors: [],
      added: {planned: 0, rows},
      bytesSent: 0,
      cpuShare: 0,
    },
  ]);
  t.deepEqual(engine, {cpuShare: 0, lagP99Ms: 0, lagMaxMs: 0});
});
