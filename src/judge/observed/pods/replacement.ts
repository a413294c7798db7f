import type {History} from '../../../history/history.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {readyAmong, type ReadyPod} from './ready-pods.ts';
import {replicasOf, type Reading} from './replicas.ts';

/**
 * The reading with which a workload has as many ready pods again as before, none of them among the lost; undefined when
 * it never has.
 */
export function replacementOf(
  history: History,
  workload: ObjectRef,
  lost: readonly ReadyPod[],
  fromMs: number,
): Reading | undefined {
  const replicas = replicasOf(history).filter((replica) => isSame(replica.workload, workload));
  const gone = new Set(lost.map(({uid}) => uid));
  const wanted = readyAmong(replicas, fromMs).length;
  const readings = replicas
    .filter(({uid}) => !gone.has(uid))
    .flatMap((replica) => replica.readings)
    .filter(({tMs, pod}) => tMs > fromMs && isReady(pod))
    .toSorted((one, other) => one.tMs - other.tMs);
  return readings.find(({tMs}) => readyAmong(replicas, tMs).filter(({uid}) => !gone.has(uid)).length >= wanted);
}
