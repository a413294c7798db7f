import type {History} from '../../../history/history.ts';
import {readingsOf} from '../../../history/state.ts';
import type {Window} from '../../../history/windows.ts';
import {type Condition, conditionOf} from '../../../kubernetes/conditions.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {type FaultRecord, faultsOf} from '../faults/faults.ts';
import {missingPods} from './missing.ts';
import {replicasOf, type Reading, type Replica} from './replicas.ts';

/** A roll-out that cannot come to its end, as the API itself says: no measure of time belongs to it. */
export interface StuckRollout {
  /** Why, a line each, in the API's own words. */
  readonly why: readonly [string, ...string[]];
  /** That no pod more finds a place, or none may be created: with one less it would go on. */
  readonly lacksPlace: boolean;
  readonly evidence: readonly number[];
}

/** A pod that waits for a place so long is not waiting for the scheduler's next turn. */
const unscheduledMs = 30_000;

/**
 * Whether a workload's roll-out, begun by a fault, is stuck at a time, ms: its new pod finds no place by a rule of the
 * subject's, none may be created, or the Deployment's progress deadline has passed. Undefined where it is not, and where
 * it may be the test cluster: its nodes are few and small, and another step may have taken them.
 */
export function stuckRollout(
  history: History,
  fault: FaultRecord,
  workload: ObjectRef,
  untilMs: number,
): StuckRollout | undefined {
  const {injectedMs, effect, step} = fault;
  if (injectedMs === undefined || effect?.by !== 'rollout') return undefined;
  const others = faultsOf(history).filter((one) => one.step !== step && one.windowMs !== undefined);
  if (others.some(({windowMs = [0, 0]}) => windowMs[0] <= untilMs && windowMs[1] >= injectedMs)) return undefined;
  const windowMs: Window = [injectedMs, untilMs];
  return (
    uncreated(history, workload, windowMs) ??
    unplaced(history, workload, windowMs) ??
    overdue(history, workload, windowMs)
  );
}

/** No pod may be created: a quota is used up, or an admission refuses it. */
function uncreated(history: History, workload: ObjectRef, windowMs: Window): StuckRollout | undefined {
  const told = toldBy(history, workload, windowMs, 'ReplicaFailure');
  if (told?.condition.status !== 'True') return undefined;
  const {message, reason = ''} = told.condition;
  return {why: [`no pod is created: ${message ?? reason}`], lacksPlace: true, evidence: [told.seq]};
}

/** A new pod is placed nowhere, by a rule that the subject itself makes. */
function unplaced(history: History, workload: ObjectRef, windowMs: Window): StuckRollout | undefined {
  const untilMs = windowMs[1];
  for (const {name, readings, last} of newPods(history, workload, windowMs)) {
    const since = readings.find(({pod}) => unscheduled(pod) !== undefined);
    const {message = ''} = unscheduled(last.pod) ?? {};
    if (since === undefined || untilMs - since.tMs < unscheduledMs || !isOwnRule(last.pod, message)) continue;
    const why = [`${name} is not scheduled: ${rulesIn(message)}`, message] as const;
    return {why, lacksPlace: true, evidence: [since.seq, last.seq]};
  }
  return undefined;
}

/** Its progress deadline has passed, and its new pods have their places. */
function overdue(history: History, workload: ObjectRef, windowMs: Window): StuckRollout | undefined {
  const told = toldBy(history, workload, windowMs, 'Progressing');
  if (told?.condition.reason !== 'ProgressDeadlineExceeded') return undefined;
  if (newPods(history, workload, windowMs).some(({last}) => unscheduled(last.pod) !== undefined)) return undefined;
  const [first = 'no new pod is ready', ...more] = missingPods(history, workload, windowMs[1]);
  return {why: [`${first} (ProgressDeadlineExceeded)`, ...more], lacksPlace: false, evidence: [told.seq]};
}

/** A condition of the workload as it was last seen in a window. */
function toldBy(
  history: History,
  {kind, name, namespace}: ObjectRef,
  [fromMs, untilMs]: Window,
  type: string,
): {readonly condition: Condition; readonly seq: number} | undefined {
  const reading = readingsOf(history, kind, namespace).findLast(
    ({object, tMs}) => object.metadata.name === name && tMs > fromMs && tMs <= untilMs,
  );
  const condition = reading === undefined ? undefined : conditionOf(reading.object, type);
  return reading === undefined || condition === undefined ? undefined : {condition, seq: reading.seq};
}

/** The pods of a workload that came in a window and were there at its end. */
function newPods(
  history: History,
  workload: ObjectRef,
  [fromMs, untilMs]: Window,
): readonly (Replica & {readonly last: Reading})[] {
  return replicasOf(history)
    .filter((replica) => isSame(replica.workload, workload) && (replica.readings[0]?.tMs ?? 0) > fromMs)
    .flatMap((replica) => {
      const last = replica.readings.findLast(({tMs}) => tMs <= untilMs);
      return last?.is === 'present' ? [{...replica, last}] : [];
    });
}

function unscheduled(pod: KubeObject): Condition | undefined {
  const condition = conditionOf(pod, 'PodScheduled');
  return condition?.status === 'False' && condition.reason === 'Unschedulable' ? condition : undefined;
}

/**
 * Anti-affinity and spread over zones hold everywhere. Room is the test cluster's, and of hosts it has fewer than
 * others.
 */
function isOwnRule({spec}: KubeObject, message: string): boolean {
  if (/Insufficient|Too many pods/.test(message) || !/anti-affinity|topology spread/.test(message)) return false;
  const rules = JSON.stringify([spec?.['affinity'] ?? null, spec?.['topologySpreadConstraints'] ?? null]);
  return !rules.includes('kubernetes.io/hostname');
}

/** `4 node(s) didn't match pod anti-affinity rules`, of the scheduler's whole message. */
function rulesIn(message: string): string {
  const rules = /nodes are available: (.*?)(?:\. |$)/.exec(message)?.[1] ?? message;
  const own = rules.split(', ').filter((rule) => !rule.includes('untolerated taint'));
  return own.length === 0 ? rules : own.join(', ');
}
