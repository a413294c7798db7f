import type {Cluster} from '../cluster/cluster.ts';
import {statusesOf} from '../kubernetes/containers.ts';
import type {KubeObject} from '../kubernetes/kube-object.ts';

export interface ContainerName {
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
}

/**
 * The names of the namespace's pods and containers, learnt from the API as they appear; a name once learnt stays known.
 */
export interface PodNames extends AsyncDisposable {
  /** The pod and container of a container ID (without its scheme). */
  container(id: string): ContainerName | undefined;
  /** The name of a pod by its UID. */
  pod(uid: string): string | undefined;
}

/** Starts learning names; `onNew` is called after each pod that was told. */
export function learnPodNames(cluster: Cluster, namespace: string, onNew: () => void = () => undefined): PodNames {
  const containers = new Map<string, ContainerName>();
  const pods = new Map<string, string>();
  const learn = (pod: KubeObject): void => {
    const podUid = pod.metadata.uid ?? '';
    pods.set(podUid, pod.metadata.name);
    for (const {name, containerId, lastTerminated} of statusesOf(pod)) {
      for (const id of [containerId, lastTerminated?.containerId ?? ''])
        containers.set(id, {pod: pod.metadata.name, podUid, container: name});
    }
    onNew();
  };
  const watch = cluster.api.watch(
    {apiVersion: 'v1', kind: 'Pod'},
    {namespace},
    {
      event: (_is, pod) => learn(pod),
      // The objects observer tells the gaps of this watch's kind.
      gap: () => undefined,
    },
  );
  return {
    container: (id) => containers.get(id),
    pod: (uid) => pods.get(uid),
    [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose](),
  };
}

/** The UIDs of all pods outside a namespace now, which node readers pass over. */
export async function foreignPods(cluster: Cluster, namespace: string): Promise<readonly string[]> {
  const {items} = await cluster.api.list({apiVersion: 'v1', kind: 'Pod'});
  return items.filter(({metadata}) => metadata.namespace !== namespace).flatMap(({metadata}) => metadata.uid ?? []);
}
