import {loadImages} from '../../../src/cluster/kind/images.ts';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {statusesOf, isReady} from '../../../src/kubernetes/containers.ts';
import type {Json, KubeObject} from '../../../src/kubernetes/kube-object.ts';
import type {Target} from '../../../src/fault/fault.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {exec} from '../../../src/system/exec.ts';
import {waitFor} from '../../../src/system/wait.ts';

const pod = {apiVersion: 'v1', kind: 'Pod'};
/** The base image of the set-up, which has a shell. */
export const shellImage = 'debian:trixie-slim';

/** A namespace with pods of one container `app`, all ready, deleted when disposed. */
export async function subjects(
  cluster: Cluster,
  namespace: string,
  containers: Readonly<Record<string, {readonly [key: string]: Json}>>,
): Promise<AsyncDisposable> {
  const {api} = cluster;
  await loadImages({exec, shell: cluster.shell, kubeconfig: cluster.kubeconfig, nodes: cluster.nodes}, [shellImage]);
  await api.apply({apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}});
  for (const [name, container] of Object.entries(containers)) {
    await api.apply({
      ...pod,
      metadata: {name, namespace},
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 0,
        containers: [{name: 'app', imagePullPolicy: 'Never', ...container}],
      } as never,
    });
  }
  for (const name of Object.keys(containers)) await ready(cluster, namespace, name);
  return {
    async [Symbol.asyncDispose]() {
      await api.delete({apiVersion: 'v1', kind: 'Namespace'}, namespace);
      await waitFor({what: `namespace ${namespace} to be gone`, withinMs: 60_000, everyMs: 500, clock}, async () =>
        (await api.get({apiVersion: 'v1', kind: 'Namespace'}, namespace)) === undefined
          ? {done: undefined}
          : {seen: 'there'},
      );
    },
  };
}

/** Waits until a pod is ready, and for `restarts` restarts of its container at least. */
export async function ready(cluster: Cluster, namespace: string, name: string, restarts = 0): Promise<KubeObject> {
  return waitFor({what: `pod ${name} to be ready`, withinMs: 90_000, everyMs: 300, clock}, async () => {
    const seen = await cluster.api.get(pod, name, namespace);
    const status = seen === undefined ? undefined : statusesOf(seen)[0];
    const isThere = seen !== undefined && isReady(seen) && (status?.restartCount ?? 0) >= restarts;
    return isThere ? {done: seen} : {seen: JSON.stringify(status ?? null)};
  });
}

/** The running container of a pod as a target. */
export async function targetOf(cluster: Cluster, namespace: string, name: string): Promise<Target> {
  const seen = await ready(cluster, namespace, name);
  return {
    kind: 'container',
    name,
    namespace,
    uid: seen.metadata.uid ?? '',
    node: String(seen.spec?.['nodeName'] as string),
    container: 'app',
    containerId: statusesOf(seen)[0]?.containerId ?? '',
  };
}
