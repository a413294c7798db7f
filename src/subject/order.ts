import type {KubeObject} from '../objects/kube-object.ts';

/** What must be there before what needs it: kinds of one group need each other in no order. */
const groups: readonly (readonly string[])[] = [
  ['CustomResourceDefinition', 'PriorityClass', 'StorageClass', 'RuntimeClass', 'PersistentVolume'],
  ['ResourceQuota', 'LimitRange', 'NetworkPolicy'],
  ['ServiceAccount', 'Role', 'ClusterRole', 'ConfigMap', 'Secret'],
  ['RoleBinding', 'ClusterRoleBinding', 'PersistentVolumeClaim', 'Service', 'PodDisruptionBudget'],
  // Their volumes take longest to come.
  ['StatefulSet'],
  ['Deployment', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod'],
];

/** The objects in groups to be applied one group after the other; kinds that are not listed come last. */
export function applyGroups(objects: readonly KubeObject[]): readonly (readonly KubeObject[])[] {
  const listed = groups.map((kinds) => objects.filter((it) => kinds.includes(it.kind)));
  const rest = objects.filter((it) => !groups.some((kinds) => kinds.includes(it.kind)));
  return [...listed, rest].filter((group) => group.length > 0);
}
