import type {KubeObject, ObjectRef} from './kube-object.ts';

/**
 * The workload a pod belongs to: its controller, and for a ReplicaSet the Deployment above it; the pod itself without
 * one.
 */
export function workloadOf(pod: KubeObject): ObjectRef {
  const {name, namespace, ownerReferences = [], labels = {}} = pod.metadata;
  const place = namespace === undefined ? {} : {namespace};
  const owner = ownerReferences.find((reference) => reference.controller === true) ?? ownerReferences[0];
  if (owner === undefined) return {kind: pod.kind, name, ...place};
  const hash = labels['pod-template-hash'];
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`)) {
    return {kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1), ...place};
  }
  return {kind: owner.kind, name: owner.name, ...place};
}

/** `Deployment/gateway` or `Deployment/gateway, container app`: how a reference is written for people. */
export function nameOf(ref: ObjectRef): string {
  return `${ref.kind}/${ref.name}${ref.container === undefined ? '' : `, container ${ref.container}`}`;
}

/** True when two references name the same object (by kind, name and, where both have one, namespace). */
export function isSame(one: ObjectRef, other: ObjectRef): boolean {
  const samePlace = one.namespace === undefined || other.namespace === undefined || one.namespace === other.namespace;
  return one.kind === other.kind && one.name === other.name && samePlace;
}

/** The object among some that a reference names; undefined when it is not there. */
export function objectIn(objects: readonly KubeObject[], of: ObjectRef): KubeObject | undefined {
  return objects.find(({kind, metadata}) => isSame({kind, ...metadata}, of));
}

const keepers = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController']);

/** Whether a controller of a kind makes new pods in the place of those that go; those of a Job come and go by themselves. */
export function keepsPods({kind}: Pick<ObjectRef, 'kind'>): boolean {
  return keepers.has(kind);
}
