import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {loadWindow} from '../../history/windows.ts';
import {containersOf, isReady} from '../../kubernetes/containers.ts';
import type {ObjectRef} from '../../kubernetes/kube-object.ts';
import {isSame, objectIn} from '../../kubernetes/owners.ts';
import {graceMsOf} from '../../kubernetes/pod-times.ts';
import {inOrderOf} from '../../kubernetes/rollout.ts';
import type {Going} from '../../forecast/replacements.ts';
import {containerStartSeen} from '../../forecast/seen-starts.ts';
import {podStarted} from '../../forecast/starts.ts';
import type {ReadyPod} from '../observed/pods/ready-pods.ts';
import {replicasOf, type Replica} from '../observed/pods/replicas.ts';

/**
 * A pod that goes: what owns it, its grace, and when another one like it would be ready, after its creation, from how
 * long its workload's pods took when the subject was deployed.
 */
export function goingOf(history: History, {workload, pod}: Pick<ReadyPod, 'workload' | 'pod'>): Going {
  return {
    kind: workload.kind,
    graceMs: graceMsOf(pod),
    start: podStarted(containersOf(pod), usualStartMs(history, workload)),
    inOrder: inOrderOf(objectIn(factsOf(history).deploy?.objects ?? [], workload)),
  };
}

/**
 * How long the container took from its start to ready at first, by the kubelet's clock (whole seconds), ms; undefined
 * when not seen.
 */
export function containerStartOf({readings}: Replica, container: string): number | undefined {
  const ready = readings.find(({pod}) => isReady(pod));
  return ready === undefined ? undefined : containerStartSeen(ready.pod, container);
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
