import type {Events} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {nodeOf} from '../../../kubernetes/pods.ts';
import {replicasOf, type Replica} from './replicas.ts';

/** The workloads that were seen and of which no pod was on a node in a window. */
export function workloadsAwayFrom(history: Events, node: string, windowMs: Window): readonly ObjectRef[] {
  const replicas = replicasOf(history);
  const there = replicas.filter((replica) => wasOn(replica, node, windowMs)).map(({workload}) => workload);
  return replicas.flatMap(({workload}) => (there.some((one) => isSame(one, workload)) ? [] : [workload]));
}

function wasOn({readings}: Replica, node: string, [from, to]: Window): boolean {
  const placed = readings.filter(({pod}) => nodeOf(pod) === node);
  const goneMs = readings.find(({is}) => is === 'gone')?.tMs ?? Number.POSITIVE_INFINITY;
  return placed.some(({tMs}) => tMs <= to) && goneMs >= from;
}
