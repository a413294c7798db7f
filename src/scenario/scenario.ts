import type {ItemName, PatternName} from '../history/checklist.ts';
import type {Json} from '../kubernetes/kube-object.ts';

/** A check of the judge's record by name, with its options. */
interface CheckUse {
  readonly check: string;
  readonly options?: Json;
}

/**
 * Whom a step acts on. `entry` stands for the entry workload; `pick` counts pods in name order; `container` defaults to
 * the one behind the Services of the pod, at the entry's port, else to the first. `every: container` makes a step of its own for each container that runs in the subject, in its
 * workload's first pod. `dependency` means all pods of the workloads in the cluster that the profile declares as such,
 * and the stubs of those that are elsewhere.
 */
export type Selector =
  | {readonly workload: 'entry' | (string & {}); readonly container?: string; readonly pick?: number | 'each'}
  | {readonly every: 'container'}
  | {readonly dependency: 'hard' | 'soft'}
  | {readonly node: {readonly hosts: string}}
  | {readonly zone: {readonly hosts: string}};

/** A pure condition on the history so far, by name (history/conditions.ts). */
export interface Condition {
  readonly is: string;
  readonly options?: Json;
}

/**
 * How long a fault stays after its receipt when only the history can tell: until the condition, and `thenMs` longer.
 * Durations in ms.
 */
export interface Hold {
  readonly until: Condition;
  readonly withinMs: number;
  readonly thenMs?: number;
}

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
  /** Bound of the wait for the receipt and for `until`. */
  readonly withinMs?: number;
}

export interface Stage {
  readonly name: string;
  /** Multiples of the declared peak (1 = peak, 3 = surge). */
  readonly peaks: number;
  /** Rises to its rate in a straight line within this time. A stage with a ramp warms up and is not judged as surge. */
  readonly rampMs?: number;
  readonly atLeastMs: number;
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
