import type {Json} from '../../kubernetes/kube-object.ts';
import {isAlike, isMap} from '../../kubernetes/patches/patch.ts';

/** One operation of a JSON patch (RFC 6902). */
export interface Operation {
  readonly op: 'add' | 'remove' | 'replace';
  /** A JSON pointer. */
  readonly path: string;
  readonly value?: Json;
}

/**
 * The JSON patch that makes one value another: fields of maps and items of lists of one length each by themselves, any
 * other list as a whole. Nothing moves: where a strategic merge patch would put a container first, it stays.
 */
export function operationsBetween(before: Json, after: Json, path = ''): readonly Operation[] {
  if (isAlike(before, after)) return [];
  if (isMap(before) && isMap(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key): readonly Operation[] => {
      const [old, now] = [before[key], after[key]];
      const own = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (now === undefined) return [{op: 'remove', path: own}];
      return old === undefined ? [{op: 'add', path: own, value: now}] : operationsBetween(old, now, own);
    });
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    const [olds, nows] = [before as readonly Json[], after as readonly Json[]];
    return olds.flatMap((old, index) => operationsBetween(old, nows[index] ?? null, `${path}/${index}`));
  }
  return [{op: 'replace', path, value: after}];
}
