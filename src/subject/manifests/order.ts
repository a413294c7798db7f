import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {claimsOf} from '../../kubernetes/workloads.ts';

/** What must be there before what needs it: kinds of one group need each other in no order. */
const groups: readonly (readonly string[])[] = [
  ['CustomResourceDefinition', 'PriorityClass', 'StorageClass', 'RuntimeClass', 'PersistentVolume'],
  ['ResourceQuota', 'LimitRange', 'NetworkPolicy'],
  ['ServiceAccount', 'Role', 'ClusterRole', 'ConfigMap', 'Secret'],
  ['RoleBinding', 'ClusterRoleBinding', 'PersistentVolumeClaim', 'Service', 'PodDisruptionBudget'],
];
/** What asks a program of the subject at every change would keep its other objects out until that program runs. */
const last: readonly string[] = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'APIService'];
const workloads: readonly string[] = ['StatefulSet', 'Deployment', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod'];

/**
 * The objects in groups to be applied one group after the other: kinds that are somebody's before the programs that read
 * them, workloads that claim volumes before those that do not.
 */
export function applyGroups(objects: readonly KubeObject[]): readonly (readonly KubeObject[])[] {
  const listed = groups.map((kinds) => objects.filter((it) => kinds.includes(it.kind)));
  const running = objects.filter((it) => workloads.includes(it.kind));
  const claiming = running.filter((it) => claimsOf(it).length > 0);
  const others = running.filter((it) => !claiming.includes(it));
  const asking = objects.filter((it) => last.includes(it.kind));
  const rest = objects.filter((it) => ![...groups, workloads, last].some((kinds) => kinds.includes(it.kind)));
  return [...listed, rest, claiming, others, asking].filter((group) => group.length > 0);
}
