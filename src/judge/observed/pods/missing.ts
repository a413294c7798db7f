import type {History} from '../../../history/history.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import {conditionOf} from '../../../kubernetes/conditions.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {nodeOf} from '../../../kubernetes/pods.ts';
import {replicasOf, type Reading} from './replicas.ts';

/**
 * Why pods of a workload are not ready at a time, a line each, in the API's own words: not scheduled, waiting, not passing
 * a probe, or simply not there.
 */
export function missingPods(history: History, workload: ObjectRef, tMs: number): readonly string[] {
  const readings = replicasOf(history)
    .filter((replica) => isSame(replica.workload, workload))
    .flatMap((replica) => replica.readings.findLast((one) => one.tMs <= tMs) ?? [])
    .filter(({is, pod}) => is === 'present' && !isReady(pod));
  if (readings.length === 0) return ['No pod of it is there that could become ready'];
  // One that is being ended is the least of the reasons.
  const isEnding = ({pod}: Reading): boolean => pod.metadata.deletionTimestamp !== undefined;
  return [...readings.filter((one) => !isEnding(one)), ...readings.filter(isEnding)].map(
    (reading) => `${reading.pod.metadata.name} ${stateOf(reading)}`,
  );
}

function stateOf({pod, statuses}: Reading): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'is being ended';
  const unscheduled = conditionOf(pod, 'PodScheduled');
  if (unscheduled?.status === 'False')
    return `is not scheduled: ${unscheduled.message ?? unscheduled.reason ?? 'no reason given'}`;
  const waiting = statuses.find((status) => status.waiting !== undefined)?.waiting;
  if (waiting !== undefined) return `waits: ${waiting.reason}${waiting.message === '' ? '' : ` (${waiting.message})`}`;
  const unready = statuses.find(({ready}) => !ready);
  return `runs on ${nodeOf(pod) || 'no node'} and is not ready${unready === undefined ? '' : ` (container ${unready.name}, ${unready.restartCount} restarts)`}`;
}
