import type {History} from '../../../history/history.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nodeOf, takesTraffic} from '../../../kubernetes/pods.ts';
import {replicasOf, type Replica} from './replicas.ts';

/** A pod of the subject that could serve at a moment. */
export interface ReadyPod {
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly workload: ObjectRef;
  readonly pod: KubeObject;
}

/** The pods of the subject that were ready and not being ended, as last seen at a time (ms). */
export function readyPodsAt(history: History, tMs: number): readonly ReadyPod[] {
  return readyAmong(replicasOf(history), tMs);
}

/** The same among replicas read once, for those who ask often. */
export function readyAmong(replicas: readonly Replica[], tMs: number): readonly ReadyPod[] {
  return replicas.flatMap(({uid, name, workload, readings}) => {
    const reading = readings.findLast((one) => one.tMs <= tMs);
    if (reading?.is !== 'present' || !takesTraffic(reading.pod)) return [];
    return [{name, uid, node: nodeOf(reading.pod), workload, pod: reading.pod}];
  });
}
