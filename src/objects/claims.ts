import {podSpecOf} from '../kubernetes/containers.ts';
import type {KubeObject} from '../kubernetes/kube-object.ts';

/** The names of the volume claims that the first pod of a workload waits for; a StatefulSet makes those of its templates itself. */
export function claimsOf(object: KubeObject): readonly string[] {
  const templates = (object.spec?.['volumeClaimTemplates'] ?? []) as unknown as readonly Pick<KubeObject, 'metadata'>[];
  const volumes = (podSpecOf(object)?.spec['volumes'] ?? []) as readonly {readonly persistentVolumeClaim?: {readonly claimName: string}}[];
  return [
    ...templates.map(({metadata}) => `${metadata.name}-${object.metadata.name}-0`),
    ...volumes.flatMap(({persistentVolumeClaim}) => persistentVolumeClaim?.claimName ?? []),
  ];
}
