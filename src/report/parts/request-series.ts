import {outcomes, type Outcome, type RequestRow, type Table} from '../../history/tables.ts';
import {bucketOf, type TimeRange} from './time-range.ts';

type Values = readonly (number | null)[];

/** Requests over time: rates per second by outcome, and latency in ms from the planned send. */
export interface RequestSeries {
  readonly planned: Values;
  readonly ok: Values;
  /** One entry per cause that occurred, in the order of the outcomes. */
  readonly failed: readonly {readonly cause: Outcome; readonly perSecond: Values}[];
  readonly p50Ms: Values;
  readonly p99Ms: Values;
}

/**
 * Puts each request into the bucket of its start, and its plan into the bucket of its planned send; a request never
 * sent has no start.
 */
export function requestSeries(requests: Table<RequestRow>, range: TimeRange): RequestSeries {
  const {plannedMs, startMs, latencyMs, outcome} = requests.columns;
  const planned = new Float64Array(range.buckets);
  const ok = new Float64Array(range.buckets);
  const failed = new Map(
    outcomes.filter((name) => name !== 'ok').map((name) => [name, new Float64Array(range.buckets)]),
  );
  const bucketOfRow = new Int32Array(requests.length).fill(-1);
  for (let row = 0; row < requests.length; row++) {
    const ended = outcome[row] ?? 'cut-off';
    add(planned, bucketOf(range, plannedMs[row] ?? NaN));
    const bucket = bucketOf(range, (ended === 'dropped' ? plannedMs[row] : startMs[row]) ?? NaN);
    add(ended === 'ok' ? ok : failed.get(ended), bucket);
    if (timed.has(ended)) bucketOfRow[row] = bucket;
  }
  const rate = (counts: Float64Array): Values => Array.from(counts, (value) => round((value * 1000) / range.bucketMs));
  const latency = sortedByBucket(latencyMs, bucketOfRow, range.buckets);
  return {
    planned: rate(planned),
    ok: rate(ok),
    failed: [...failed]
      .filter(([, counts]) => counts.some((value) => value > 0))
      .map(([cause, counts]) => ({cause, perSecond: rate(counts)})),
    p50Ms: latency.map((values) => quantile(values, 0.5)),
    p99Ms: latency.map((values) => quantile(values, 0.99)),
  };
}

/**
 * A refused or reset connection is a failure, not a fast response: it has no latency. A time-out is at least as slow as
 * it took.
 */
const timed: ReadonlySet<Outcome> = new Set<Outcome>(['ok', 'status', 'unexpected', 'timed-out']);

function add(counts: Float64Array | undefined, bucket: number): void {
  if (counts !== undefined && bucket >= 0) counts[bucket] = (counts[bucket] ?? 0) + 1;
}

/** One pass to count, one to fill: a million rows need one array, not a million small ones. */
function sortedByBucket(values: Float64Array, bucketOfRow: Int32Array, buckets: number): readonly Float64Array[] {
  const ends = new Int32Array(buckets + 1);
  for (const bucket of bucketOfRow) if (bucket >= 0) ends[bucket + 1] = (ends[bucket + 1] ?? 0) + 1;
  for (let bucket = 0; bucket < buckets; bucket++) ends[bucket + 1] = (ends[bucket + 1] ?? 0) + (ends[bucket] ?? 0);
  const next = ends.slice();
  const sorted = new Float64Array(ends[buckets] ?? 0);
  for (const [row, bucket] of bucketOfRow.entries()) {
    if (bucket < 0) continue;
    const place = next[bucket] ?? 0;
    sorted[place] = values[row] ?? NaN;
    next[bucket] = place + 1;
  }
  return Array.from({length: buckets}, (_, bucket) => sorted.subarray(ends[bucket], ends[bucket + 1]).sort());
}

function quantile(sorted: Float64Array, part: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
  return value === undefined || !Number.isFinite(value) ? null : round(value);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
