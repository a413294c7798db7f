import {podLabelsOf, podSpecOf} from './containers.ts';
import type {KubeObject, ObjectRef} from './kube-object.ts';

/** Workloads that run all the time and are rolled out. */
export const steadyKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** A controller of pods that are alike. */
export interface Workload {
  readonly ref: ObjectRef;
  readonly object: KubeObject;
  readonly replicas: number;
  /** Labels of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** True when its pods keep data in a claimed volume. */
  readonly keepsVolume: boolean;
}

/**
 * The workloads among some objects whose replicas somebody chose: Deployments, StatefulSets, and ReplicaSets nobody
 * owns.
 */
export function workloadsOf(objects: readonly KubeObject[]): readonly Workload[] {
  return objects
    .filter(
      ({kind, metadata}) =>
        kind === 'Deployment' ||
        kind === 'StatefulSet' ||
        (kind === 'ReplicaSet' && metadata.ownerReferences === undefined),
    )
    .map((object) => {
      const {name, namespace} = object.metadata;
      const {replicas = 1} = (object.spec ?? {}) as {readonly replicas?: number};
      return {
        ref: {kind: object.kind, name, ...(namespace === undefined ? {} : {namespace})},
        object,
        replicas,
        labels: podLabelsOf(object),
        keepsVolume: claimsOf(object).length > 0,
      };
    });
}

/**
 * The names of the volume claims that the first pod of a workload waits for; a StatefulSet makes those of its templates
 * itself.
 */
export function claimsOf(object: KubeObject): readonly string[] {
  const templates = (object.spec?.['volumeClaimTemplates'] ?? []) as unknown as readonly Pick<KubeObject, 'metadata'>[];
  const volumes = (podSpecOf(object)?.spec['volumes'] ?? []) as readonly {
    readonly persistentVolumeClaim?: {readonly claimName: string};
  }[];
  return [
    ...templates.map(({metadata}) => `${metadata.name}-${object.metadata.name}-0`),
    ...volumes.flatMap(({persistentVolumeClaim}) => persistentVolumeClaim?.claimName ?? []),
  ];
}

/** An object that has pods of its own, and how many it wants. */
export interface PodOwner {
  readonly ref: ObjectRef;
  readonly object: KubeObject;
  /** Of a DaemonSet as its controller counts nodes; 1 of a pod that nobody owns. */
  readonly wants: number;
}

/** Every owner of pods that go on running: the workloads, DaemonSets, and pods that nobody owns. */
export function ownersOfPods(objects: readonly KubeObject[]): readonly PodOwner[] {
  const workloads = workloadsOf(objects).map(({ref, object, replicas}) => ({ref, object, wants: replicas}));
  const others = objects
    .filter(({kind, metadata}) => kind === 'DaemonSet' || (kind === 'Pod' && isUnowned(metadata)))
    .map((object) => {
      const {name, namespace} = object.metadata;
      const counted = object.status?.['desiredNumberScheduled'];
      const wants = object.kind === 'DaemonSet' && typeof counted === 'number' ? counted : 1;
      return {ref: {kind: object.kind, name, ...(namespace === undefined ? {} : {namespace})}, object, wants};
    });
  return [...workloads, ...others];
}

function isUnowned({ownerReferences = []}: KubeObject['metadata']): boolean {
  return ownerReferences.length === 0;
}
