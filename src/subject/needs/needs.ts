import {refOf} from '../../history/state.ts';
import {containersOf, podSpecOf} from '../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {stepsOf} from '../manifests/edit.ts';
import {at} from '../manifests/places.ts';
import {isPlain} from '../profile/merge.ts';
import type {Path} from '../profile/yaml-source.ts';

/** An object that pods cannot be made or cannot start without, and where it is named. */
export interface Need extends Named {
  /** Who names it. */
  readonly of: ObjectRef;
}

interface Named {
  readonly kind:
    | 'ConfigMap'
    | 'PersistentVolumeClaim'
    | 'PriorityClass'
    | 'RuntimeClass'
    | 'Secret'
    | 'ServiceAccount'
    | 'StorageClass';
  readonly name: string;
  /** Of a ConfigMap or a Secret: the key that is asked for. */
  readonly key?: string;
  readonly path: Path;
}

/**
 * What an object needs by name, as far as its pods wait for it or are refused without it. What is optional is left out,
 * and so are pull secrets, without which the kubelet goes on.
 */
export function needsOf(object: KubeObject): readonly Need[] {
  const of = refOf(object);
  return [...claimsIn(object), ...podNeeds(object)].map((named) => ({...named, of}));
}

function claimsIn(object: KubeObject): readonly Named[] {
  const templates = indexes(object, ['spec', 'volumeClaimTemplates']).map((path) => [...path, 'spec']);
  const claims = object.kind === 'PersistentVolumeClaim' ? [['spec']] : templates;
  return claims.flatMap((path) => named(object, 'StorageClass', path, 'storageClassName'));
}

function podNeeds(object: KubeObject): readonly Named[] {
  const pod = podSpecOf(object);
  if (pod === undefined) return [];
  const path = stepsOf(pod.path);
  return [
    ...named(object, 'ServiceAccount', path, 'serviceAccountName'),
    ...named(object, 'PriorityClass', path, 'priorityClassName'),
    ...named(object, 'RuntimeClass', path, 'runtimeClassName'),
    ...indexes(object, [...path, 'volumes']).flatMap((volume) => volumeNeeds(object, volume)),
    ...containersOf(object).flatMap((container) => variableNeeds(object, stepsOf(container.path))),
  ];
}

function volumeNeeds(object: KubeObject, path: Path): readonly Named[] {
  return [
    ...named(object, 'PersistentVolumeClaim', [...path, 'persistentVolumeClaim'], 'claimName'),
    ...files(object, 'Secret', [...path, 'secret'], 'secretName'),
    ...files(object, 'ConfigMap', [...path, 'configMap'], 'name'),
    ...indexes(object, [...path, 'projected', 'sources']).flatMap((source) => [
      ...files(object, 'Secret', [...source, 'secret'], 'name'),
      ...files(object, 'ConfigMap', [...source, 'configMap'], 'name'),
    ]),
  ];
}

/** A volume of data: all of it, or the keys that are named, each of which must be there. */
function files(object: KubeObject, kind: 'ConfigMap' | 'Secret', path: Path, field: string): readonly Named[] {
  const [whole] = named(object, kind, path, field);
  if (whole === undefined) return [];
  const keys = indexes(object, [...path, 'items']).flatMap((item) => {
    const key = at(object, [...item, 'key']);
    return typeof key === 'string' ? [{...whole, key, path: [...item, 'key']}] : [];
  });
  return keys.length > 0 ? keys : [whole];
}

function variableNeeds(object: KubeObject, path: Path): readonly Named[] {
  const keyed = (kind: 'ConfigMap' | 'Secret', from: Path): readonly Named[] =>
    named(object, kind, from, 'name').map((one) => {
      const key = at(object, [...from, 'key']);
      return typeof key === 'string' ? {...one, key} : one;
    });
  return [
    ...indexes(object, [...path, 'env']).flatMap((variable) => [
      ...keyed('Secret', [...variable, 'valueFrom', 'secretKeyRef']),
      ...keyed('ConfigMap', [...variable, 'valueFrom', 'configMapKeyRef']),
    ]),
    ...indexes(object, [...path, 'envFrom']).flatMap((from) => [
      ...named(object, 'Secret', [...from, 'secretRef'], 'name'),
      ...named(object, 'ConfigMap', [...from, 'configMapRef'], 'name'),
    ]),
  ];
}

/** What a map names in a field: nothing where it can do without. */
function named(object: KubeObject, kind: Named['kind'], path: Path, field: string): readonly Named[] {
  const map = at(object, path);
  if (!isPlain(map) || map['optional'] === true) return [];
  const name = map[field];
  return typeof name === 'string' && name !== '' ? [{kind, name, path: [...path, field]}] : [];
}

/** The paths of the items of a list. */
function indexes(object: KubeObject, path: Path): readonly Path[] {
  const list = at(object, path);
  return Array.isArray(list) ? list.map((_, index) => [...path, index]) : [];
}
