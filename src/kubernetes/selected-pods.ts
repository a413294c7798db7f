import {covers, type Selected} from './budgets.ts';
import type {KubeObject} from './kube-object.ts';
import {isSame, nameOf, workloadOf} from './owners.ts';

/**
 * The pods that a budget selects among a subject's objects, live pods included. `replicasOf` tells the scale of a
 * controller.
 */
export function selectedBy(
  budget: KubeObject,
  objects: readonly KubeObject[],
  replicasOf: (controller: KubeObject) => number,
): Selected {
  const controllers = controllersOf(objects);
  const selected = controllers.filter((object) => covers(budget, labelsOf(object), object.metadata.namespace));
  const [scaled, unscaled] = [true, false].map((is) => selected.filter(({kind}) => withoutScale.has(kind) !== is));
  const isTold = (pod: KubeObject): boolean =>
    controllers.some((object) => isSame({kind: object.kind, ...object.metadata}, workloadOf(pod)));
  const loose = loosePods(objects).filter(
    (pod) => covers(budget, pod.metadata.labels ?? {}, pod.metadata.namespace) && !isTold(pod),
  );
  const [bare, owned] = [true, false].map((is) => loose.filter((pod) => (workloadOf(pod).kind === 'Pod') === is));
  const job = (owned ?? []).map(workloadOf).find(({kind}) => withoutScale.has(kind));
  const first = unscaled?.[0];
  const named = first === undefined ? job : {kind: first.kind, name: first.metadata.name};
  return {
    // Of a controller that the manifests do not hold only the pods are known.
    scales: (scaled ?? []).reduce((sum, object) => sum + replicasOf(object), 0) + (owned?.length ?? 0),
    others: (bare?.length ?? 0) + (unscaled ?? []).reduce((sum, object) => sum + daemonsOf(object), 0),
    ...(named === undefined ? {} : {unscaled: nameOf(named)}),
  };
}

/** True when a budget selects the pods of any controller, however few they are, or a pod alone. */
export function selectsAny(budget: KubeObject, objects: readonly KubeObject[]): boolean {
  return (
    controllersOf(objects).some((object) => covers(budget, labelsOf(object), object.metadata.namespace)) ||
    loosePods(objects).some(({metadata}) => covers(budget, metadata.labels ?? {}, metadata.namespace))
  );
}

/** Kinds whose controllers have no scale that the API server could read. */
const withoutScale = new Set(['DaemonSet', 'Job']);
const kinds = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', ...withoutScale]);

function controllersOf(objects: readonly KubeObject[]): readonly KubeObject[] {
  return objects.filter(({kind, metadata}) => kinds.has(kind) && (metadata.ownerReferences ?? []).length === 0);
}

/** Each pod once: one of the manifests is among the live ones too. */
function loosePods(objects: readonly KubeObject[]): readonly KubeObject[] {
  return [...new Map(objects.filter(({kind}) => kind === 'Pod').map((pod) => [pod.metadata.name, pod])).values()];
}

function labelsOf({spec}: KubeObject): Readonly<Record<string, string>> {
  return (spec?.['template'] as {readonly metadata?: KubeObject['metadata']} | undefined)?.metadata?.labels ?? {};
}

function daemonsOf({status}: KubeObject): number {
  const number = status?.['desiredNumberScheduled'];
  return typeof number === 'number' ? number : 0;
}
