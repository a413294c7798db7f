import type {Json, KubeObject, ObjectRef} from '../kubernetes/kube-object.ts';
import type {Channel} from './channels.ts';

/** The schema number in the first line of history.jsonl; raised when a reader must know of a change. */
export const historySchema = 2;

/**
 * Why a step was not done: it could not be here, or the subject declares nothing that it asks about. The first leaves a
 * question open, the second leaves none.
 */
export type NotDone = 'not-exercised' | 'not-applicable';

/** True when an event says that its step was not done. */
export function isNotDone(is: string): is is NotDone {
  return is === 'not-exercised' || is === 'not-applicable';
}

/** What the writer gives; the recorder adds `seq` and `tMs`. */
export type EventBody =
  | {
      readonly kind: 'trial' | 'phase' | 'stage' | 'step';
      readonly name: string;
      readonly is: 'begun' | 'ended' | 'failed';
      readonly facts?: Json;
    }
  | {
      readonly kind: 'fault';
      readonly step: string;
      readonly is: 'marked' | 'injected' | 'proved' | 'unproved' | 'undoing' | 'undone' | NotDone;
      readonly facts: Json;
    }
  | {
      readonly kind: 'inspection';
      readonly step: string;
      readonly is: 'asked' | 'answered' | 'proved' | 'unproved' | NotDone;
      readonly facts: Json;
    }
  | {readonly kind: 'object'; readonly is: 'present' | 'gone'; readonly object: KubeObject}
  | {readonly kind: 'answer'; readonly step: string; readonly answer: Answer}
  | {readonly kind: 'line'; readonly source: string; readonly of?: ObjectRef; readonly text: string}
  | {
      readonly kind: 'tally';
      /** When its second began, ms; absent of older runs. A tally comes when that second's requests are over. */
      readonly secondMs?: number;
      readonly planned: number;
      readonly outcomes: Json;
      readonly lagMs: number;
      /** How long all good answers took together, from their planned times, ms; absent in older histories. */
      readonly tookMs?: number;
    }
  | {readonly kind: 'gap'; readonly channel: Channel; readonly of?: ObjectRef; readonly fromMs: number};

/**
 * One line of history.jsonl: `seq` orders by arrival, `tMs` is monotonic milliseconds since the trial began,
 * `sourceTime` the source's own (coarser) clock.
 */
export type HistoryEvent = {readonly seq: number; readonly tMs: number; readonly sourceTime?: string} & EventBody;

/** Where a reading stands in the history. */
export interface Placed {
  readonly seq: number;
  readonly tMs: number;
}

/** What a question was answered: the question, the answer, and whom it is of. */
export interface Answer {
  readonly question: string;
  readonly of?: ObjectRef;
  readonly answer: Json;
}

/** Appends to the history. Implemented by the recorder; observers, the load, faults and the runner hold only this. */
export interface Append {
  (body: EventBody, sourceTime?: string): void;
}
