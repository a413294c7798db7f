import type {DeployFacts} from './facts.ts';
import type {ObjectRef} from '../kubernetes/kube-object.ts';
import {isSame} from '../kubernetes/owners.ts';

/**
 * Where a path of an object stands in the manifests: the path itself, else the closest one around it, else the object.
 */
export function placeOf(
  positions: DeployFacts['positions'],
  of: ObjectRef,
  path: string,
): {readonly file: string; readonly line: number} | undefined {
  const around = positions.filter((it) => isSame(it.of, of) && isWithin(path, it.path ?? ''));
  return around.toSorted((a, b) => (b.path ?? '').length - (a.path ?? '').length)[0];
}

/** True for `a.b[0].c` within `a.b[0]`, not within `a.b[0].cd`. */
function isWithin(path: string, outer: string): boolean {
  return outer === '' || path === outer || (path.startsWith(outer) && /^[.[]/.test(path.slice(outer.length)));
}
