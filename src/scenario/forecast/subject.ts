import type {Going} from '../../forecast/replacements.ts';
import {containerStartSeen, podStartSeen} from '../../forecast/seen-starts.ts';
import {podStarted} from '../../forecast/starts.ts';
import {type RunningContainer, runningIn} from '../../forecast/time-line.ts';
import type {DeployFacts} from '../../history/facts.ts';
import {containersOf} from '../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {isSame, nameOf, objectIn, workloadOf} from '../../kubernetes/owners.ts';
import {graceMsOf} from '../../kubernetes/pod-times.ts';
import {inOrderOf} from '../../kubernetes/rollout.ts';
import {nodeOf, takesTraffic} from '../../kubernetes/pods.ts';

/** A pod of the subject as it was deployed, and what a forecast knows of it. */
export interface KnownPod {
  readonly uid: string;
  readonly node: string;
  readonly workload: ObjectRef;
  readonly object: KubeObject;
  readonly going: Going;
  readonly containers: readonly KnownContainer[];
}

/** One of its running containers, all of whose probes have begun to ask. */
export interface KnownContainer {
  readonly of: ObjectRef;
  readonly running: RunningContainer;
  /** How long it took from its start to ready; undefined when the API does not say. */
  readonly startMs: number | undefined;
}

/** The ready pods of the subject. */
export function knownPods({objects, namespace}: Pick<DeployFacts, 'objects' | 'namespace'>): readonly KnownPod[] {
  const pods = objects.filter(
    (object) => object.kind === 'Pod' && object.metadata.namespace === namespace && takesTraffic(object),
  );
  return pods.map((object): KnownPod => {
    const workload = workloadOf(object);
    const alike = pods.filter((other) => isSame(workloadOf(other), workload));
    const {kind, name} = workload;
    return {
      uid: object.metadata.uid ?? '',
      node: nodeOf(object),
      workload,
      object,
      going: {
        kind,
        graceMs: graceMsOf(object),
        start: podStarted(containersOf(object), longest(alike, podStartSeen)),
        inOrder: inOrderOf(objectIn(objects, workload)),
      },
      // A step that watches a probe waits until it asks: no initial delay is left then.
      containers: runningIn(object, 0).map((running) => ({
        of: {kind, name, container: running.container.name},
        running: {...running, startedMs: Number.NEGATIVE_INFINITY},
        startMs: longest(alike, (pod) => containerStartSeen(pod, running.container.name)),
      })),
    };
  });
}

/** The same pods when some of their containers (by `nameOf`) have been started anew so much more often. */
export function restartedMore(pods: readonly KnownPod[], more: ReadonlyMap<string, number>): readonly KnownPod[] {
  return pods.map((pod) => ({
    ...pod,
    containers: pod.containers.map((one) => {
      const restarts = one.running.restarts + (more.get(nameOf(one.of)) ?? 0);
      return {...one, running: {...one.running, restarts}};
    }),
  }));
}

function longest(pods: readonly KubeObject[], took: (pod: KubeObject) => number | undefined): number | undefined {
  const times = pods.flatMap((pod) => took(pod) ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}
