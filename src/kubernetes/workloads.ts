import {podLabelsOf, podSpecOf} from './containers.ts';
import type {KubeObject, ObjectRef} from './kube-object.ts';

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
