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
