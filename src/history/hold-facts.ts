import type {Prediction} from '../forecast/prediction.ts';
import type {ObjectRef} from '../kubernetes/kube-object.ts';

/** The hold of one step: `withinMs` from its receipt at most. */
export interface HoldFacts {
  readonly withinMs: number;
  readonly toSee: readonly ToSee[];
  /** What would take longer than the patience of the trial allows: it is not exercised. */
  readonly notSeen: readonly ToSee[];
}

/** One thing that a fault is held to see, of whom, and when it is predicted. */
export interface ToSee {
  readonly what: string;
  readonly of: ObjectRef;
  readonly prediction: Prediction;
}
