import {
  requestColumns,
  sampleColumns,
  type RequestRow,
  type SampleRow,
  type Table,
} from '../../../src/history/tables.ts';
import {killMs, mib, newId, peak, pods, victim} from './survival.ts';
import {stages} from './stages.ts';
import {firstRows, table} from './tables.ts';
import type {Changes} from './memory.ts';

interface Rows {
  /** Of all requests, also of those that a killed run did not come to. */
  readonly counts: Counts;
  readonly requestTable: Table<RequestRow>;
  readonly sampleTable: Table<SampleRow>;
}

/** The requests and samples of a trial: thousands of rows, made once for each way in which they differ. */
export function rowsOf(changes: Changes): Rows {
  const {outcome, latency, counted, sample, until} = changes;
  const requests = requestsMade(outcome, latency, () => asRequests(requestsOf(changes)));
  const {sampleTable} = samplesMade(counted, sample, () => asSamples(samplesOf(changes)));
  if (until === undefined) return {...requests, sampleTable};
  const planned = numberBefore(requests.requestTable.columns.plannedMs, until);
  return {
    counts: requests.counts,
    requestTable: firstRows(requests.requestTable, planned),
    sampleTable: firstRows(sampleTable, numberBefore(sampleTable.columns.tMs, until)),
  };
}

const requestsMade = madeOnce<ReturnType<typeof asRequests>>();
const samplesMade = madeOnce<ReturnType<typeof asSamples>>();

/** The same two functions, or none, make the same rows. */
function madeOnce<T>() {
  const usual = {};
  const made = new WeakMap<object, WeakMap<object, T>>();
  return (one: object = usual, other: object = usual, make: () => T): T => {
    const by = made.get(one) ?? new WeakMap<object, T>();
    made.set(one, by);
    const known = by.get(other) ?? make();
    by.set(other, known);
    return known;
  };
}

/** How many of some ascending times lie before another. */
function numberBefore(times: Float64Array, until: number): number {
  const index = times.findIndex((tMs) => tMs >= until);
  return index === -1 ? times.length : index;
}

/** Every whole second from one time to another, ms. */
export function seconds(from: number, to: number): readonly number[] {
  return Array.from({length: (to - from) / 1000}, (_, index) => from + index * 1000);
}

/** Rows as a table, and their counts. */
export function asRequests(requests: readonly RequestRow[]) {
  return {counts: countsOf(requests), requestTable: table(requestColumns, requests) as unknown as Table<RequestRow>};
}

function asSamples(samples: readonly SampleRow[]) {
  return {sampleTable: table(sampleColumns, samples) as unknown as Table<SampleRow>};
}

/** Requests counted by outcome, in all and by the second in which they were planned, ms. */
export interface Counts {
  readonly fresh: number;
  readonly byOutcome: Readonly<Record<string, number>>;
  readonly bySecond: ReadonlyMap<number, Readonly<Record<string, number>>>;
}

function countsOf(requests: readonly RequestRow[]): Counts {
  const byOutcome: Record<string, number> = {};
  const bySecond = new Map<number, Record<string, number>>();
  let fresh = 0;
  for (const {plannedMs, connection, outcome} of requests) {
    const second = Math.floor(plannedMs / 1000) * 1000;
    const within = bySecond.get(second) ?? {};
    bySecond.set(second, within);
    within[outcome] = (within[outcome] ?? 0) + 1;
    byOutcome[outcome] = (byOutcome[outcome] ?? 0) + 1;
    if (connection === 'new') fresh += 1;
  }
  return {fresh, byOutcome, bySecond};
}

function requestsOf({
  outcome = () => 'ok',
  latency = () => 5,
}: Pick<Changes, 'outcome' | 'latency'>): readonly RequestRow[] {
  return stages.flatMap(({peaks, window: [from, to]}) => {
    const number = ((to - from) / 1000) * peaks * peak;
    return Array.from({length: number}, (_, index): RequestRow => {
      const plannedMs = from + ((index + 0.5) * (to - from)) / number;
      const how = outcome(plannedMs, index);
      const connection = index % 5 === 0 ? 'new' : 'reused';
      return {
        plannedMs,
        startMs: plannedMs,
        latencyMs: latency(plannedMs, index),
        connection,
        request: 'home',
        outcome: how,
        status: how === 'ok' ? 200 : 0,
      };
    });
  });
}

function samplesOf({
  counted = () => 40 * mib,
  sample = () => ({}),
}: Pick<Changes, 'counted' | 'sample'>): readonly SampleRow[] {
  return seconds(9000, 140_000).flatMap((tMs) =>
    pods.map((pod): SampleRow => {
      const used = counted(pod, tMs);
      const isNew = pod === victim && tMs > killMs;
      const load = tMs < 30_000 || tMs > 120_000 ? 1 : 3;
      return {
        tMs,
        node: 'n1',
        pod: pod.name,
        podUid: pod.uid,
        container: pod.container,
        containerId: isNew ? newId : pod.id,
        counted: used,
        anon: used,
        shmem: 0,
        kernel: 0,
        current: used + 5 * mib,
        limit: pod.limit,
        limitHits: 0,
        oomKills: 0,
        cpuUs: load === 1 ? tMs * 20 : 30_000 * 20 + (tMs - 30_000) * 60,
        periods: tMs / 100,
        throttled: 0,
        throttledUs: 0,
        ...sample(pod, tMs),
      };
    }),
  );
}
