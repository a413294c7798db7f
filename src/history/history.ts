import type {HistoryEvent} from './events.ts';
import type {RequestRow, SampleRow, Table} from './tables.ts';

/** The events of a trial, from its first on; while it runs, more come. */
export interface Events {
  readonly events: readonly HistoryEvent[];
}

/** The events and the samples of a trial: what tells of its memory. */
export type Sampled = Pick<History, 'events' | 'samples'>;

/** All that was recorded of one trial, as read from its folder. A verdict is a pure function of this. */
export interface History extends Events {
  readonly requests: Table<RequestRow>;
  /** What was added beside the load while faults acted, in none of the other counts; absent: nothing. */
  readonly added?: Table<RequestRow>;
  readonly samples: Table<SampleRow>;
  /** True when the last line was cut off (a crash while writing). */
  readonly cutOff: boolean;
}
