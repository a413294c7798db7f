/**
 * How one request ended. `ok` = expected status and body; `unexpected` = an answer that is not the subject's; `dropped`
 * = never sent (engine saturated); `cut-off` = still open at the end.
 */
export type Outcome =
  | 'ok'
  | 'status'
  | 'unexpected'
  | 'refused'
  | 'reset'
  | 'timed-out'
  | 'dns'
  | 'dropped'
  | 'cut-off';

/** All outcomes, in the order of their codes in a table. */
export const outcomes = [
  'ok',
  'status',
  'unexpected',
  'refused',
  'reset',
  'timed-out',
  'dns',
  'dropped',
  'cut-off',
] as const satisfies readonly Outcome[];

/** The request of a row in added.csv that is a connection without one; no declared request is called so. */
export const connectionAlone = '(connection alone)';

/** Whether a request went over a connection of its own or over one that was there. */
export type ConnectionKind = 'new' | 'reused';

/**
 * One request of requests.csv, or of added.csv. Times in ms since the trial began; `latencyMs` runs from the planned send time; `status`
 * is 0 without an answer.
 */
export interface RequestRow {
  readonly plannedMs: number;
  readonly startMs: number;
  readonly latencyMs: number;
  readonly connection: ConnectionKind;
  readonly request: string;
  readonly outcome: Outcome;
  readonly status: number;
}

/**
 * One cgroup sample of samples.csv, per container and second. Bytes and microseconds; counters are cumulative.
 * `counted` = anon + shmem + unreclaimable slab + kernel stack + page tables + socket: the memory the limit cannot
 * reclaim (docs/verdict.md#memory-that-counts). `limit` is 0 without one. `limitHits` = memory.failcnt (v1) or
 * memory.events `max` (v2).
 */
export interface SampleRow {
  readonly tMs: number;
  readonly node: string;
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
  readonly containerId: string;
  readonly counted: number;
  readonly anon: number;
  readonly shmem: number;
  readonly kernel: number;
  readonly current: number;
  readonly limit: number;
  readonly limitHits: number;
  readonly oomKills: number;
  readonly cpuUs: number;
  readonly periods: number;
  readonly throttled: number;
  readonly throttledUs: number;
}

/** The header of requests.csv, in the order of its columns. */
export const requestColumns = [
  'plannedMs',
  'startMs',
  'latencyMs',
  'connection',
  'request',
  'outcome',
  'status',
] as const satisfies readonly (keyof RequestRow)[];

/** Columns of requests.csv by the name they had in older folders. */
export const olderColumns: Readonly<Record<string, keyof RequestRow>> = {lane: 'connection'};

/** The header of samples.csv, in the order of its columns. */
export const sampleColumns = [
  'tMs',
  'node',
  'pod',
  'podUid',
  'container',
  'containerId',
  'counted',
  'anon',
  'shmem',
  'kernel',
  'current',
  'limit',
  'limitHits',
  'oomKills',
  'cpuUs',
  'periods',
  'throttled',
  'throttledUs',
] as const satisfies readonly (keyof SampleRow)[];

/** Columns that hold text are interned strings; all others are float64. */
type Column<V> = [V] extends [number] ? Float64Array : readonly V[];

/** Rows as typed columns: a million requests are a few arrays, never a million objects. */
export interface Table<Row> {
  readonly length: number;
  readonly columns: {readonly [K in keyof Row]: Column<Row[K]>};
}
