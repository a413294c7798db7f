import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {claimsOf} from '../../kubernetes/workloads.ts';

/** What must be there before what needs it: kinds of one group need each other in no order. */
const groups: readonly (readonly string[])[] = [
  ['CustomResourceDefinition', 'PriorityClass', 'StorageClass', 'RuntimeClass', 'PersistentVolume'],
  ['ResourceQuota', 'LimitRange', 'NetworkPolicy'],
  ['ServiceAccount', 'Role', 'ClusterRole', 'ConfigMap', 'Secret'],
  ['RoleBinding', 'ClusterRoleBinding', 'PersistentVolumeClaim', 'Service', 'PodDisruptionBudget'],
];
const workloads: readonly string[] = ['StatefulSet', 'Deployment', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod'];

/**
 * The objects in groups to be applied one group after the other: workloads that claim volumes before those that do not,
 * unknown kinds last.
 */
export function applyGroups(objects: readonly KubeObject[]): readonly (readonly KubeObject[])[] {
  const listed = groups.map((kinds) => objects.filter((it) => kinds.includes(it.kind)));
  const running = objects.filter((it) => workloads.includes(it.kind));
  const claiming = running.filter((it) => claimsOf(it).length > 0);
  const others = running.filter((it) => !claiming.includes(it));
  const rest = objects.filter((it) => ![...groups, workloads].some((kinds) => kinds.includes(it.kind)));
  return [...listed, claiming, others, rest].filter((group) => group.length > 0);
}
