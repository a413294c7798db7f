import type {ItemName, PatternName} from '../history/checklist.ts';
import type {Json} from '../kubernetes/kube-object.ts';

/** A check of the judge's record by name, with its options. */
interface CheckUse {
  readonly check: string;
  readonly options?: Json;
}

/**
 * Whom a step acts on. `entry` stands for the entry workload; `pick` counts pods in name order; `container` defaults to
 * the one behind the Services of the pod, at the entry's port, else to the first. `every: container` makes a step of
 * its own for each container that runs in the subject, in its workload's first pod. `dependency` means all pods of a
 * workload in the cluster that the profile declares as such, or the stub of one that is elsewhere: that of the `name`,
 * or without one a step of its own for each.
 */
export type Selector =
  | {readonly workload: 'entry' | (string & {}); readonly container?: string; readonly pick?: number | 'each'}
  | {readonly every: 'container'}
  | {readonly dependency: 'hard' | 'soft'; readonly name?: string}
  | {readonly node: {readonly hosts: string}}
  | {readonly zone: {readonly hosts: string}};

/** A pure condition on the history so far, by name (history/conditions.ts). */
export interface Condition {
  readonly is: string;
  readonly options?: Json;
}

/**
 * What a fault is held to see of the subject; how long that takes is forecast from its configuration:
 * - `liveness`: the liveness of whoever misses what is away has had the time to fail.
 * - `readiness`: readiness has had the time to take out of the services what hangs, or misses what is away.
 * - `restart`: liveness has had the time to restart what hangs.
 * - `boot`: a boot of 30 s, or of twice the usual one, and no kill that its probes may be about to do.
 * - `not-ready`: the control plane has had the time to call a lost node NotReady.
 * - `replacement`: the pods of a lost node have had the time to be replaced elsewhere.
 */
export type Sight = 'liveness' | 'readiness' | 'restart' | 'boot' | 'not-ready' | 'replacement';

/**
 * How long a fault stays after its receipt: long enough `toSee` what is asked for, or `withinMs`, and no longer than
 * until the condition and `thenMs` more. Durations in ms.
 */
export type Hold = {
  readonly thenMs?: number;
} & (
  | {readonly toSee: readonly Sight[]; readonly atLeastMs?: number; readonly until?: Condition}
  | {readonly until: Condition; readonly withinMs: number}
);

/** A fault or an inspection inside a stage. Durations in ms. */
export interface Step {
  readonly fault?: string;
  readonly inspection?: string;
  readonly as?: string;
  readonly on: Selector;
  readonly options?: Json;
  readonly when?: Condition;
  /** How long the fault stays after its receipt; 0 (the default) undoes at the receipt. */
  readonly holdMs?: number;
  /** Instead of `holdMs`. */
  readonly hold?: Hold;
  readonly until?: Condition;
  /** Done again, up to five times in all, where the load is too thin to show in one what pods lose as they end. */
  readonly again?: true;
  /** Bound of each of its waits; without one it is forecast. */
  readonly withinMs?: number;
}

export interface Stage {
  readonly name: string;
  /** Multiples of the declared peak (1 = peak, 3 = surge). */
  readonly peaks: number;
  /** Rises to its rate in a straight line within this time. A stage with a ramp warms up and is not judged as surge. */
  readonly rampMs?: number;
  readonly atLeastMs: number;
  /** It goes on until this holds, within the patience for a warm-up. */
  readonly until?: Condition;
  readonly steps?: readonly Step[];
}

/** One question asked of a subject, as plain data. `steps` alone: the fault stage of the standard stages. */
export type Scenario = {
  readonly question: string;
  /** The items of the checklist that it proves (docs/verdict.md#a-release). */
  readonly items: readonly ItemName[];
  /** The pattern that it looks for. */
  readonly pattern?: PatternName;
  /** `verify --quick` takes it: together they fit into a quarter of an hour. */
  readonly quick?: true;
  readonly checks: readonly CheckUse[];
} & ({readonly steps: readonly Step[]} | {readonly stages: readonly Stage[]});

/** The name of a step in the history. */
export function nameOfStep(step: Step): string {
  return step.as ?? step.fault ?? step.inspection ?? 'step';
}
