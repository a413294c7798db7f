import type {Json} from '../../kubernetes/kube-object.ts';
import type {HistoryEvent} from '../events.ts';

/** What a condition looks at besides the events so far. */
export interface Moment {
  /** When the waiting began, ms since the trial began. */
  readonly sinceMs: number;
  readonly nowMs: number;
  /** The SLO's availability, e.g. 0.999. */
  readonly availability: number;
  /** False where nobody sends requests, and nothing can be said of them. */
  readonly loaded?: boolean;
  readonly options?: Json;
}

/** Whether it holds, and what was seen last, for the sentence of a wait that hit its bound. */
export interface Held {
  readonly holds: boolean;
  readonly seen: string;
}

/** A pure question to the events so far; the run waits on it and the judge asks it again. */
export type ConditionOf = (events: readonly HistoryEvent[], moment: Moment) => Held;
