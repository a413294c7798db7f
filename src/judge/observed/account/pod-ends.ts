import type {Events} from '../../../history/history.ts';
import {evictionAnswers, meaningOf} from '../../../history/records/evictions.ts';
import {conditionOf} from '../../../kubernetes/conditions.ts';
import type {KubeObject} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {faultsOf, type FaultRecord} from '../faults/faults.ts';
import {replicasOf, type Reading, type Replica} from '../pods/replicas.ts';

/** Who asked for the end of a pod: a step of ours, somebody's eviction, a roll-out, the loss of its node, or nobody knows. */
export interface PodEnd {
  readonly by: 'step' | 'eviction' | 'rollout' | 'node' | 'unknown';
  /** The step, when it was ours. */
  readonly step: string | undefined;
  /** When the API first told of it, ms. */
  readonly tMs: number;
  readonly seq: number;
}

/** The API may tell of what a step did so much later than the step ended, ms. */
const lateMs = 3000;

/** How the end of a pod came about; undefined while nobody has asked for it. */
export function podEndOf(history: Events, replica: Replica): PodEnd | undefined {
  const first = replica.readings.find(isEnding);
  if (first === undefined) return undefined;
  const {tMs, seq} = first;
  const step = faultsOf(history).find((fault) => isOf(history, fault, replica, tMs))?.step;
  if (step !== undefined) return {by: 'step', step, tMs, seq};
  const last = replica.readings.at(-1)?.pod ?? first.pod;
  return {by: toldBy(last) ?? (isReplaced(history, replica) ? 'rollout' : 'unknown'), step: undefined, tMs, seq};
}

/** Whether a reading shows a pod whose end was asked for, or that is gone. */
export function isEnding({is, pod}: Reading): boolean {
  return is === 'gone' || pod.metadata.deletionTimestamp !== undefined;
}

function isOf(history: Events, fault: FaultRecord, {uid, workload}: Replica, tMs: number): boolean {
  const {effect, injectedMs, windowMs, victims, step} = fault;
  if (effect?.takes !== 'pods' || injectedMs === undefined || windowMs === undefined || tMs < injectedMs) return false;
  if (effect.by === 'rollout') {
    // It goes on after the step has left it: until another fault begins, its pods are those that end.
    const victim = replicasOf(history).find((one) => victims.some((each) => each.uid === one.uid));
    return victim !== undefined && isSame(victim.workload, workload) && !isAnothersTime(history, fault, tMs);
  }
  if (effect.by === 'deletion') return victims.some((each) => each.uid === uid) && tMs <= windowMs[1] + lateMs;
  return evictionAnswers(history, step).some(
    (answer) => answer.podUid === uid && meaningOf(answer) === 'evicted' && answer.tMs <= tMs + lateMs,
  );
}

function isAnothersTime(history: Events, fault: FaultRecord, tMs: number): boolean {
  return faultsOf(history).some(
    ({step, windowMs}) =>
      step !== fault.step && windowMs !== undefined && windowMs[0] > (fault.injectedMs ?? 0) && windowMs[0] <= tMs,
  );
}

/** What the API itself says of why a pod ends (the condition DisruptionTarget). */
function toldBy(pod: KubeObject): 'eviction' | 'node' | undefined {
  const reason = conditionOf(pod, 'DisruptionTarget')?.reason ?? pod.status?.['reason'];
  if (typeof reason !== 'string') return undefined;
  if (/^(Evict|Preempt|TerminationByKubelet)/.test(reason)) return 'eviction';
  return /^(DeletionByTaintManager|DeletionByPodGC|NodeLost)$/.test(reason) ? 'node' : undefined;
}

/** Another revision of its workload came after it. */
function isReplaced(history: Events, {workload, readings}: Replica): boolean {
  const revision = revisionOf(readings[0]?.pod);
  const bornMs = readings[0]?.tMs ?? 0;
  return replicasOf(history).some(
    (other) =>
      isSame(other.workload, workload) &&
      (other.readings[0]?.tMs ?? 0) > bornMs &&
      revisionOf(other.readings[0]?.pod) !== revision,
  );
}

function revisionOf(pod: KubeObject | undefined): string | undefined {
  const labels = pod?.metadata.labels;
  return labels?.['controller-revision-hash'] ?? labels?.['pod-template-hash'];
}
