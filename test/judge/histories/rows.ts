import {
  requestColumns,
  sampleColumns,
  type RequestRow,
  type SampleRow,
  type Table,
} from '../../../src/history/tables.ts';
import {killMs, mib, newId, peak, pods, victim} from './survival.ts';
import {stages} from './stages.ts';
import {table} from './tables.ts';
import type {Changes} from './memory.ts';

interface Rows {
  readonly requests: readonly RequestRow[];
  readonly requestTable: Table<RequestRow>;
  readonly sampleTable: Table<SampleRow>;
}

/** The requests and samples of a trial. Thousands of rows are the same in most of them: those are made once. */
export function rowsOf(changes: Changes): Rows {
  const {outcome, latency, counted, sample, until} = changes;
  const requests = outcome === undefined && latency === undefined ? usualRequests : asRequests(requestsOf(changes));
  const samples = counted === undefined && sample === undefined ? usualSamples : asSamples(samplesOf(changes));
  if (until === undefined) return {...requests, sampleTable: samples.sampleTable};
  return {
    ...asRequests(requests.requests.filter(({plannedMs}) => plannedMs < until)),
    sampleTable: asSamples(samples.samples.filter(({tMs}) => tMs < until)).sampleTable,
  };
}

/** Every whole second from one time to another, ms. */
export function seconds(from: number, to: number): readonly number[] {
  return Array.from({length: (to - from) / 1000}, (_, index) => from + index * 1000);
}

function asRequests(requests: readonly RequestRow[]) {
  return {requests, requestTable: table(requestColumns, requests) as unknown as Table<RequestRow>};
}

function asSamples(samples: readonly SampleRow[]) {
  return {samples, sampleTable: table(sampleColumns, samples) as unknown as Table<SampleRow>};
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
      const lane = index % 5 === 0 ? 'new' : 'reused';
      return {
        plannedMs,
        startMs: plannedMs,
        latencyMs: latency(plannedMs, index),
        lane,
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

const usualRequests = asRequests(requestsOf({}));
const usualSamples = asSamples(samplesOf({}));
