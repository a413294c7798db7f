import {isPlain} from '../profile/merge.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';

/** A kind that a subject's own CustomResourceDefinition adds to a cluster. */
export interface DefinedKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** The definition's name. */
  readonly definition: string;
}

/** The kinds that definitions among some objects add, of each version that is to be served. */
export function definedKinds(objects: readonly KubeObject[]): readonly DefinedKind[] {
  return objects.flatMap(({kind: what, metadata, spec}) => {
    if (what !== 'CustomResourceDefinition') return [];
    const {group, names, scope, versions} = spec ?? {};
    const kind = isPlain(names) ? names['kind'] : undefined;
    if (typeof group !== 'string' || typeof kind !== 'string' || !Array.isArray(versions)) return [];
    return versions.flatMap((version) => {
      if (!isPlain(version) || version['served'] !== true || typeof version['name'] !== 'string') return [];
      const apiVersion = `${group}/${version['name']}`;
      return [{apiVersion, kind, namespaced: scope === 'Namespaced', definition: metadata.name}];
    });
  });
}
