import {factsOf} from '../../../history/facts.ts';
import type {Events} from '../../../history/history.ts';
import {once} from '../../../history/once.ts';
import {isEntryPod} from '../../../history/service-uses.ts';
import {readingsOf} from '../../../history/state.ts';
import {statusesOf, type ContainerStatus} from '../../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {workloadOf} from '../../../kubernetes/owners.ts';

/** One pod of the subject through the trial. */
export interface Replica {
  readonly uid: string;
  readonly name: string;
  readonly workload: ObjectRef;
  readonly readings: readonly Reading[];
}

export interface Reading {
  readonly seq: number;
  readonly tMs: number;
  readonly is: 'present' | 'gone';
  readonly pod: KubeObject;
  readonly statuses: readonly ContainerStatus[];
}

/** All pods of the subject that were ever seen, with every reading of each. */
export const replicasOf: (history: Events) => readonly Replica[] = once((history) => {
  const byUid = new Map<string, Reading[]>();
  for (const {seq, tMs, is, object} of readingsOf(history, 'Pod', factsOf(history).deploy?.namespace)) {
    const uid = object.metadata.uid ?? object.metadata.name;
    const readings = byUid.get(uid) ?? [];
    readings.push({seq, tMs, is, pod: object, statuses: statusesOf(object)});
    byUid.set(uid, readings);
  }
  return [...byUid].flatMap(([uid, readings]) => {
    const pod = readings[0]?.pod;
    return pod === undefined ? [] : [{uid, name: pod.metadata.name, workload: workloadOf(pod), readings}];
  });
});

/** Those that the entry's Service sends requests to; all of them before anything was deployed. */
export const entryReplicasOf: (history: Events) => readonly Replica[] = once((history) => {
  const {deploy, trial} = factsOf(history);
  return replicasOf(history).filter(
    ({readings}) => deploy === undefined || readings.some(({pod}) => isEntryPod(pod, deploy, trial?.subject.entry)),
  );
});

/** The status of one container as last seen at a time (ms). */
export function statusAt(replica: Replica, container: string, tMs: number): ContainerStatus | undefined {
  const reading = replica.readings.findLast((candidate) => candidate.tMs <= tMs) ?? replica.readings[0];
  return reading?.statuses.find((status) => status.name === container);
}
