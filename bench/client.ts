export type Lane = 'reused' | 'new';

/** What to send, and for how long. */
export interface Job {
  readonly url: string;
  readonly lane: Lane;
  readonly seconds: number;
}

/** What came of sending as fast as possible. */
interface Saturated {
  readonly requests: number;
  /** User and system time of the client's whole process, start included. */
  readonly cpuSeconds: number;
  readonly elapsedSeconds: number;
}

/** A load generator to compare with. All run on core 0. */
export interface Client {
  readonly name: string;
  /** Sends with 50 connections as fast as one core can. */
  saturate(job: Job): Promise<Saturated>;
  /**
   * Sends at a rate; gives when each request began, in ms from any zero. Absent where the client cannot keep a rate.
   */
  paced?(job: Job & {readonly ratePerSecond: number}): Promise<readonly number[]>;
}

/** The error of a schedule in ms: how much later than evenly spaced the requests began. */
export interface ScheduleError {
  readonly p50: number;
  readonly p99: number;
}

/** One line of the table. */
export interface Measured {
  readonly client: string;
  readonly lane: Lane;
  /** Requests per second of processor time. */
  readonly perCore: number;
  /** Requests per second. */
  readonly capacity: number;
  readonly errors: readonly (ScheduleError | undefined)[];
}
