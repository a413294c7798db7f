import type {History} from '../../history/history.ts';
import {loadWindow} from '../../history/windows.ts';
import {containersOf, isReady} from '../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {isSame} from '../../kubernetes/owners.ts';
import type {Interval} from './interval.ts';
import {started} from './containers.ts';
import {replicasOf, type Replica} from '../observed/pods/replicas.ts';

/**
 * When another pod like this one would be ready, after its creation: from how long its workload's pods took when the
 * subject was deployed.
 */
export function startOf(history: History, workload: ObjectRef, pod: KubeObject): Interval {
  return started(containersOf(pod), usualStartMs(history, workload));
}

/**
 * How long the container took from its start to ready at first, by the kubelet's clock (whole seconds), ms; undefined
 * when not seen.
 */
export function containerStartOf({readings}: Replica, container: string): number | undefined {
  const ready = readings.find(({pod}) => isReady(pod));
  const startedAt = Date.parse(ready?.statuses.find(({name}) => name === container)?.startedAt ?? '');
  const conditions = (ready?.pod.status?.['conditions'] ?? []) as readonly {
    readonly type: string;
    readonly lastTransitionTime?: string;
  }[];
  const readyAt = Date.parse(conditions.find(({type}) => type === 'Ready')?.lastTransitionTime ?? '');
  return Number.isFinite(readyAt - startedAt) ? Math.max(0, readyAt - startedAt) : undefined;
}

/**
 * The longest that a pod of the workload took from when it was first seen to ready, before the load, ms; undefined when
 * that was not seen.
 */
function usualStartMs(history: History, workload: ObjectRef): number | undefined {
  const beforeMs = loadWindow(history)?.[0] ?? Number.POSITIVE_INFINITY;
  const times = replicasOf(history)
    .filter((replica) => isSame(replica.workload, workload))
    .flatMap(({readings}) => {
      const ready = readings.find(({pod}) => isReady(pod));
      const first = readings[0];
      return ready === undefined || first === undefined || ready.tMs > beforeMs ? [] : [ready.tMs - first.tMs];
    });
  return times.length === 0 ? undefined : Math.max(...times);
}
