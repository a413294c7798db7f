import test from 'ava';
import type {RequestRow} from '../../src/history/tables.ts';
import {memorySeries} from '../../src/report/parts/memory-series.ts';
import {requestSeries} from '../../src/report/parts/request-series.ts';
import {timeRange} from '../../src/report/parts/time-range.ts';
import {emptyHistory, kill, requestTable, sampleHistory} from './sample-history.ts';
import {sampleTrial} from './sample.ts';

const range = {fromMs: 0, toMs: 3000, bucketMs: 1000, buckets: 3};

function row(plannedMs: number, changes: Partial<RequestRow> = {}): RequestRow {
  return {
    plannedMs,
    startMs: plannedMs,
    latencyMs: 10,
    connection: 'new',
    request: 'x',
    outcome: 'ok',
    status: 200,
    ...changes,
  };
}

test('a late request counts as planned in its second and as answered in the second it started', (t) => {
  const {planned, ok} = requestSeries(requestTable([row(900, {startMs: 1100})]), range);
  t.deepEqual(planned, [1, 0, 0]);
  t.deepEqual(ok, [0, 1, 0]);
});

test('a refused connection has no latency, a time-out has', (t) => {
  const {p50Ms, failed} = requestSeries(
    requestTable([row(0, {outcome: 'refused', latencyMs: 1}), row(1000, {outcome: 'timed-out', latencyMs: 2000})]),
    range,
  );
  t.deepEqual(p50Ms, [null, 2000, null]);
  t.deepEqual(
    failed.map(({cause}) => cause),
    ['refused', 'timed-out'],
  );
});

test('a request that was never sent stands at its planned time', (t) => {
  const {failed} = requestSeries(requestTable([row(2500, {startMs: 0, outcome: 'dropped'})]), range);
  t.deepEqual(failed, [{cause: 'dropped', perSecond: [0, 0, 1]}]);
});

test('percentiles are of each bucket, by nearest rank', (t) => {
  const rows = Array.from({length: 100}, (_, index) => row(index, {latencyMs: 100 - index}));
  const {p50Ms, p99Ms} = requestSeries(requestTable(rows), range);
  t.deepEqual([p50Ms[0], p99Ms[0]], [50, 99]);
});

test('rows cut off in the middle do not disturb the others', (t) => {
  const {planned, ok, p99Ms} = requestSeries(requestTable([row(NaN), row(100), row(200, {latencyMs: NaN})]), range);
  t.deepEqual(planned, [2, 0, 0]);
  t.deepEqual(ok, [2, 0, 0]);
  t.is(p99Ms[0], null);
});

test('no time without measurements, at most 900 buckets for a long one', (t) => {
  t.is(timeRange(sampleTrial({stages: []}), emptyHistory()), undefined);
  const hours = timeRange(sampleTrial(), {...emptyHistory(), requests: requestTable([row(0), row(4 * 3_600_000)])});
  t.is(hours?.bucketMs, 16_000);
  t.true((hours?.buckets ?? 0) <= 900 + 1);
});

test('memory is grouped by workload, with its peak, its limit and the kills of each replica', (t) => {
  const history = sampleHistory();
  const found = timeRange(sampleTrial(), history);
  if (found === undefined) return t.fail();
  const [gateway, ...others] = memorySeries(history, found);
  if (gateway === undefined) return t.fail();
  t.is(gateway.workload, 'gateway');
  t.is(gateway.replicas.length, 3);
  t.deepEqual(gateway.killsMs, [kill.atMs]);
  t.is(gateway.limit, 128 * 2 ** 20);
  t.true(gateway.peak / gateway.limit > 0.9);
  const gap = Math.floor((kill.atMs + 1000 - found.fromMs) / found.bucketMs);
  t.is(gateway.replicas[1]?.bytes[gap], null);
  t.deepEqual(others.map(({workload}) => workload).sort(), ['orders-0', 'payment-0']);
});
