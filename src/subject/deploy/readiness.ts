import {isReady} from '../../kubernetes/containers.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';

/** What is watched until the subject is up. */
export const workloadKinds = [
  {apiVersion: 'apps/v1', kind: 'Deployment'},
  {apiVersion: 'apps/v1', kind: 'StatefulSet'},
  {apiVersion: 'apps/v1', kind: 'DaemonSet'},
  {apiVersion: 'v1', kind: 'Pod'},
] as const;

/** A workload that is not as it should be, in words: `1 of 3 ready`. */
export interface Unready {
  readonly object: KubeObject;
  readonly text: string;
}

/**
 * The workloads that are not complete: every replica of the newest revision ready, none of an older one left. Pods
 * count when nothing owns them.
 */
export function unready(objects: readonly KubeObject[]): readonly Unready[] {
  return objects.flatMap((object) => {
    const text = lacking(object);
    return text === undefined ? [] : [{object, text}];
  });
}

function lacking(object: KubeObject): string | undefined {
  if (object.kind === 'Pod') return lackingPod(object);
  const status = (object.status ?? {}) as Readonly<Record<string, number | string | undefined>>;
  const seen = Number(status['observedGeneration'] ?? 0);
  if (seen < Number((object.metadata as {readonly generation?: number}).generation ?? 0))
    return 'not yet seen by its controller';
  const count = (key: string) => Number(status[key] ?? 0);
  const isDaemon = object.kind === 'DaemonSet';
  const wanted = isDaemon
    ? count('desiredNumberScheduled')
    : Number((object.spec as {readonly replicas?: number} | undefined)?.replicas ?? 1);
  const ready = isDaemon ? count('numberReady') : count('readyReplicas');
  const available = isDaemon ? count('numberAvailable') : count('availableReplicas');
  const updated = isDaemon ? count('updatedNumberScheduled') : count('updatedReplicas');
  const old = isDaemon ? 0 : count('replicas') - updated;
  if (ready < wanted) return `${ready} of ${wanted} ready`;
  if (available < wanted) return `${available} of ${wanted} available (minReadySeconds)`;
  if (object.kind === 'StatefulSet')
    return status['updateRevision'] === status['currentRevision'] ? undefined : 'a rollout is not complete';
  if (updated < wanted) return `${updated} of ${wanted} updated`;
  return old > 0 ? `${old} of an older revision left` : undefined;
}

function lackingPod(pod: KubeObject): string | undefined {
  const isOwned = (pod.metadata.ownerReferences ?? []).length > 0;
  return isOwned || isReady(pod) || pod.status?.['phase'] === 'Succeeded' ? undefined : 'not ready';
}
