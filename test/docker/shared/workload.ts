import type {Cluster} from '../../../src/cluster/cluster.ts';
import {sentinelImageOf} from '../../../src/cluster/harness/sentinels.ts';
import type {Target} from '../../../src/fault/fault.ts';
import {isReady, statusesOf} from '../../../src/kubernetes/containers.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {waitFor} from '../../../src/system/wait.ts';

export const replicas = 3;
const namespaceKind = {apiVersion: 'v1', kind: 'Namespace'};
const podKind = {apiVersion: 'v1', kind: 'Pod'};
const labels = {app: 'victim'};

/**
 * A Deployment `victim` of three replicas on different nodes with a budget for two of them, all ready; deleted when
 * disposed.
 */
export async function workload(cluster: Cluster, namespace: string): Promise<AsyncDisposable> {
  const {api} = cluster;
  const container = {
    name: 'app',
    image: await sentinelImageOf(api),
    imagePullPolicy: 'Never',
    resources: {requests: {memory: '8Mi'}, limits: {memory: '64Mi'}},
    readinessProbe: {httpGet: {path: '/', port: 8080}, periodSeconds: 1},
  };
  const apart = {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: {matchLabels: labels},
  };
  const spec = {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    topologySpreadConstraints: [apart],
    containers: [container],
  };
  await api.apply({...namespaceKind, metadata: {name: namespace}});
  await api.apply({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {name: 'victim', namespace},
    spec: {minAvailable: 2, selector: {matchLabels: labels}},
  });
  await api.apply({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: 'victim', namespace},
    spec: {replicas, selector: {matchLabels: labels}, template: {metadata: {labels}, spec}},
  });
  await podTargets(cluster, namespace);
  return {
    async [Symbol.asyncDispose]() {
      await api.delete(namespaceKind, namespace);
      await waitFor({what: `namespace ${namespace} to be gone`, withinMs: 90_000, everyMs: 500, clock}, async () =>
        (await api.get(namespaceKind, namespace)) === undefined ? {done: undefined} : {seen: 'there'},
      );
    },
  };
}

/** The ready pods as targets, once there are as many as there should be and no other. */
export async function podTargets(cluster: Cluster, namespace: string): Promise<readonly Target[]> {
  return waitFor({what: `${replicas} ready pods in ${namespace}`, withinMs: 180_000, everyMs: 500, clock}, async () => {
    const {items} = await cluster.api.list(podKind, {namespace});
    const ready = items.filter((pod) => pod.metadata.deletionTimestamp === undefined && isReady(pod));
    const seen = items.map(({metadata, status}) => `${metadata.name} ${JSON.stringify(status?.['phase'])}`).join(', ');
    if (ready.length !== replicas || items.length !== replicas) return {seen};
    const targets = ready.map((pod): Target => {
      const {name, uid = ''} = pod.metadata;
      const [status] = statusesOf(pod);
      const node = pod.spec?.['nodeName'] as string;
      return {kind: 'container', name, namespace, uid, node, container: 'app', containerId: status?.containerId ?? ''};
    });
    return {done: targets.toSorted((one, other) => (one.name < other.name ? -1 : 1))};
  });
}

/**
 * The same, of pods that never restarted: those that did are replaced first, since the kubelet lets a container wait
 * longer before each restart.
 */
export async function freshTargets(cluster: Cluster, namespace: string): Promise<readonly Target[]> {
  const {items} = await cluster.api.list(podKind, {namespace});
  const restarted = items.filter((pod) => statusesOf(pod).some(({restartCount}) => restartCount > 0));
  await Promise.all(restarted.map(async ({metadata}) => cluster.api.delete(podKind, metadata.name, namespace)));
  return podTargets(cluster, namespace);
}

/** A node as a target. */
export function nodeTarget(node: string): Target {
  return {kind: 'node', name: node, uid: node, node};
}
