import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {isPlain} from '../profile/merge.ts';
import {placesOf} from './places.ts';
import type {Place} from './places.ts';
import type {StatementAbout} from './statements.ts';

/** One object of the subject as written, and where it is stated. */
export interface Manifest {
  readonly object: KubeObject;
  readonly file: string;
  readonly line: number;
  /** Where its paths stand; empty for kinds that hold data. */
  readonly places: readonly Place[];
}

/** What is read where an object should be: a manifest, or what is wrong there. */
export type Found = Manifest | {readonly problem: string};

/** The manifest of an object that these statements make. */
export function manifestOf(
  object: KubeObject,
  statements: readonly StatementAbout[],
  where: {readonly file: string; readonly line: number},
): Manifest {
  return {object, ...where, places: dataKinds.has(object.kind) ? [] : placesOf(object, statements)};
}

/** Kinds whose keys are data, not settings: nobody is pointed into them. */
const dataKinds = new Set(['ConfigMap', 'Secret', 'CustomResourceDefinition']);

/** What something lacks to be a Kubernetes object; undefined when it is one. */
export function missingFrom(object: unknown): string | undefined {
  if (!isPlain(object)) return 'apiVersion, kind and metadata.name';
  const metadata = object['metadata'];
  const missing = [
    ...['apiVersion', 'kind'].filter((key) => typeof object[key] !== 'string'),
    ...(isPlain(metadata) && typeof metadata['name'] === 'string' ? [] : ['metadata.name']),
  ];
  return missing.length === 0 ? undefined : missing.join(', ');
}
