import type {Channel, Reason} from '../history/channels.ts';
import type {History} from '../history/history.ts';
import type {Change} from '../kubernetes/patches/changes.ts';
import type {ObjectRef} from '../kubernetes/kube-object.ts';

export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** What was done to a container or around it when its probes were to tell the truth. */
export type ProbedState = 'paused' | 'lying' | 'soft-lost' | 'hard-lost' | 'surge' | 'sigterm' | 'slow-start';

/**
 * Why a finding does not count: a check of the trial itself acts through the findings that need its channel; a waiver of
 * the profile covers it; the profile's gate leaves the whole scenario out; what it asks for could not be seen in this
 * trial; the subject declares nothing that it asks about; or it is told and not judged (one machine cannot show it, or the profile says the subject can do without).
 */
export type Uncounted =
  | 'trial-check'
  | 'waived'
  | 'out-of-scope'
  | 'not-exercised'
  | 'not-applicable'
  | 'reported-only';

/** What makes a finding pass: tried on the objects by the judge, and accepted by the check that proposes it. */
export interface Fix {
  /** What is changed in the first place, and the path in it: `spec` of an object that is made or taken away. */
  readonly object: ObjectRef;
  readonly path: string;
  readonly changes: readonly [Change, ...Change[]];
  /** Where that stands in the manifests, when it is known. */
  readonly file?: string;
  readonly line?: number;
}

/** What one check says of one thing, with its evidence. `evidence` are `seq` numbers of history events. */
export interface Finding {
  readonly check: string;
  /** The step of the plan whose fault or inspection it judges; undefined: it is of the whole trial. */
  readonly step: string | undefined;
  readonly of?: ObjectRef;
  /** The replicas of `of` that it speaks for, by name; absent: all there are. */
  readonly pods?: readonly string[];
  /** Objects that it speaks for beside `of`: the workloads that a budget is over. */
  readonly speaksFor?: readonly ObjectRef[];
  readonly verdict: Verdict;
  readonly because?: Reason;
  /** One plain sentence for a tired person: at most two lines, with the cause. */
  readonly sentence: string;
  /** What stands under the sentence, a line each: counts by connection, what was seen pod by pod. */
  readonly details?: readonly string[];
  /** What several findings of this kind say together, to stand after their number: `containers have no CPU limit`. */
  readonly several?: string;
  /** It follows from the objects as they were admitted or placed: no time and no measure belongs to it. */
  readonly isStatic?: true;
  readonly expected: string;
  readonly observed: string;
  /** Where the bound comes from: `default`, `profile` or a source. */
  readonly origin?: string;
  /** Distance to the bound, in units of the bound (positive = on the passing side), for twins and reports. */
  readonly margin?: {readonly value: number; readonly unit: string};
  readonly predictedMs?: readonly [number, number];
  readonly measuredMs?: number;
  readonly windowMs: readonly [number, number];
  /** The stretches of `windowMs` that it was measured in, when they are not all of it. */
  readonly seenIn?: readonly (readonly [number, number])[];
  readonly evidence: readonly number[];
  /** What to change: absent where nobody knows it. */
  readonly fix?: Fix;
  /** Which cell of the truth table of probes it fills; of every container of `of`, of all without one. */
  readonly truth?: {readonly state: ProbedState; readonly probe: 'liveness' | 'readiness'};
  /**
   * Channels this finding needs, when they differ from its check's: an OOM record stands without the load, a pass does
   * not.
   */
  readonly needs?: readonly Channel[];
  /** Trial findings only: the channel that could not be trusted in the window, when it differs from the check's. */
  readonly breaks?: Channel;
  /** Trial findings only: the trouble can only have made the subject look worse, so what passed meanwhile has passed. */
  readonly sparesPasses?: true;
  /** Trial findings only: what failed has failed all the same, and what passed was never tried. */
  readonly sparesFails?: true;
  /** Why it stands beside the verdict and is not merged into it; absent: it counts. */
  readonly uncounted?: Uncounted;
}

/**
 * An answer that a check owes, as plan, deployed objects and live pods say it. What is only reported beside the verdict
 * does not pay for it; that it does not apply does.
 */
export interface Owed {
  /** The check, or the part of it that must answer: `stays-up/cost`. */
  readonly check: string;
  /** Undefined: it is of the whole trial. */
  readonly step: string | undefined;
  /** Undefined: of whatever object the answer names. */
  readonly of: ObjectRef | undefined;
  /** The replicas that the answer must speak for, by name; absent: all there are. */
  readonly pods?: readonly string[];
  /** An answer that is only reported pays too: what must not be is that nothing is said. */
  readonly orReported?: true;
  /** What is missing without an answer, as a plain sentence; absent: that nothing was measured. */
  readonly missing?: string;
}

/** A pure function from history to findings about the subject. What it owes and does not answer is inconclusive. */
export interface Check<Options = unknown> {
  readonly about: 'subject';
  /** The question in one line, for reports and help. */
  readonly title: string;
  readonly needs: readonly Channel[];
  /** Undefined while the history does not say what is owed: the run did not come that far. */
  owes(history: History): readonly Owed[] | undefined;
  judge(history: History, options: Options): readonly Finding[];
}

/** A check of the trial itself: it can only pass or be inconclusive. */
export interface TrialCheck {
  readonly about: 'trial';
  readonly title: string;
  readonly needs: readonly Channel[];
  /** The channel that cannot be trusted where it finds something, says nothing, or crashes; undefined: none. */
  readonly breaks: Channel | undefined;
  judge(history: History): readonly Finding[];
}

/**
 * A stretch in which a channel could not be trusted. `step` narrows it to what is said of one step; `spares` names
 * objects that it does not concern.
 */
export interface BrokenWindow {
  readonly channel: Channel;
  /** The Service at whose door alone it was found. */
  readonly door: string | undefined;
  readonly windowMs: readonly [number, number];
  readonly because: Reason;
  readonly sentence: string;
  readonly step: string | undefined;
  readonly spares: readonly ObjectRef[];
  readonly sparesPasses: boolean;
  readonly sparesFails: boolean;
  readonly evidence: readonly number[];
}
