import type {AddedRates} from '../forecast/losses.ts';
import type {Answered} from '../history/facts.ts';
import type {Outcome} from '../history/tables.ts';

/** One kind of request of the subject's mix. */
export interface RequestSpec {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly weight: number;
  /** Which of the plan's other targets it goes to, from 0; absent: to the target itself. */
  readonly door?: number;
  /**
   * What makes an answer the subject's own and good: a status, and optionally a header value, a body substring or a
   * JSON path's value.
   */
  readonly expect: {
    readonly status: readonly number[];
    readonly header?: {readonly name: string; readonly value: string};
    readonly bodyIncludes?: string;
    readonly jsonPath?: {readonly path: string; readonly value: string | number | boolean};
  };
}

/**
 * One stage of load: a constant rate, or a ramp to it over `rampMs` from the rate of the moment (0 at first), until
 * told to move on.
 */
export interface LoadStage {
  readonly name: string;
  readonly ratePerSecond: number;
  readonly rampMs?: number;
  /** Upper bound of its length; `next()` may end it earlier. */
  readonly boundMs: number;
}

export interface LoadTarget {
  readonly host: string;
  readonly port: number;
  /**
   * Runs from the start of a request, its connection included, not from its plan: the engine's own lag must not fail
   * the subject.
   */
  readonly timeoutMs: number;
  /** Share of requests that open a new connection, 0–1 (default 0.2); the rest use kept connections. */
  readonly newShare?: number;
}

/**
 * Counts of one second, by planned start time; given once all its requests have ended, in order of time. `tMs` is the
 * second's start. Seconds without a request have none.
 */
export interface LoadTally {
  readonly tMs: number;
  readonly planned: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** Worst lag of the schedule in that second: actual minus planned send time, ms. */
  readonly lagMs: number;
  /** How long all good answers took together, from their planned send times, ms. */
  readonly tookMs: number;
}

export interface LoadSummary {
  /** Requests the scheduler planned, by stage: counted where they are planned, not where rows are written. */
  readonly planned: Readonly<Record<string, number>>;
  readonly rows: Readonly<Record<Outcome, number>>;
  /** Connections established, of both kinds. */
  readonly newConnections: number;
  /** Those to the target itself that carried an answer, and the bytes of the requests that got one: what its side must have received. */
  readonly answered: Answered;
  /** The same of the plan's other targets, in their order. */
  readonly doors: readonly Answered[];
  /** What was added beside the stages, in none of the other counts. */
  readonly added: {readonly planned: number; readonly rows: Readonly<Record<Outcome, number>>};
  /** Bytes of requests, heads and bodies. */
  readonly bytesSent: number;
  /** `cpuShare`: the most of one core that a thread of the engine used over five seconds. */
  readonly engine: {readonly cpuShare: number; readonly lagP99Ms: number; readonly lagMaxMs: number};
}

/**
 * A running load. `stage` moves on to the next stage at once; `stop` lets open requests end within the time-out, then
 * cuts them off (and records them so).
 */
export interface RunningLoad extends AsyncDisposable {
  stage(stage: LoadStage): void;
  /** Adds so much beside the load from now on, until it is told otherwise; at first nothing. */
  add(rates: AddedRates): void;
  /**
   * Resolves when the stage current now has hit its bound (nothing is planned after it), or was ended before by `stage`
   * or the end.
   */
  readonly bound: Promise<void>;
  stop(): Promise<LoadSummary>;
}

export interface LoadPlan {
  readonly target: LoadTarget;
  /** Where requests go that say so. */
  readonly doors?: readonly LoadTarget[];
  readonly requests: readonly RequestSpec[];
  readonly seed: number;
  /** Milliseconds on the clock of system/clock.ts that are 0 in the rows. */
  readonly epochMs: number;
  /** Receives whole CSV lines (no header) in batches, at least once a second. */
  readonly onRows: (csv: string) => void;
  /** Receives the rows of what was added, in the same way. */
  readonly onAdded: (csv: string) => void;
  readonly onTally: (tally: LoadTally) => void;
}

/** What sends the load: the embedded engine, or k6 where the user has it. */
export interface Engine {
  readonly name: string;
  start(plan: LoadPlan, first: LoadStage): Promise<RunningLoad>;
}

/** Where a request goes. */
export function targetOf(
  {door}: Pick<RequestSpec, 'door'>,
  {target, doors = []}: Pick<LoadPlan, 'target' | 'doors'>,
): LoadTarget {
  const other = door === undefined ? target : doors[door];
  if (other === undefined) throw new RangeError(`There is no door ${door}`);
  return other;
}
