import type {Json, KubeObject, ObjectRef} from '../kube-object.ts';
import {isSame, objectIn} from '../owners.ts';
import {isAlike, type Patch, patched} from './patch.ts';
import {isValid} from './validity.ts';

/** One thing to do with one object, as its owner wrote it: patch it, make it, or take it away. */
export type Change = {readonly of: ObjectRef} & (
  | {readonly patch: Patch}
  | {readonly created: KubeObject}
  | {readonly removed: true}
);

/**
 * Objects after some changes; undefined when one cannot be made, changes nothing, or leads to what the API server
 * refuses.
 */
export function changed(objects: readonly KubeObject[], changes: readonly Change[]): readonly KubeObject[] | undefined {
  let now = objects;
  for (const change of changes) {
    const index = now.findIndex(({kind, metadata}) => isSame({kind, ...metadata}, change.of));
    const old = now[index];
    const made = 'created' in change ? change.created : undefined;
    const after =
      old !== undefined && 'patch' in change ? patched(old, change.patch) : old === undefined ? made : undefined;
    const isRemoval = 'removed' in change && old !== undefined;
    const isIdle = old !== undefined && after !== undefined && isAlike(jsonOf(old), jsonOf(after));
    if (isIdle || (after === undefined ? !isRemoval : !isValid(after))) return undefined;
    const replaced = after === undefined ? [] : [after];
    now = old === undefined ? [...now, ...replaced] : now.toSpliced(index, 1, ...replaced);
  }
  return now;
}

/** True when objects are already as some changes would make them. */
export function isDone(objects: readonly KubeObject[], changes: readonly Change[]): boolean {
  return changes.every((change) => {
    const object = objectIn(objects, change.of);
    if ('removed' in change) return object === undefined;
    if (object === undefined) return false;
    if ('created' in change) return isAlike(object.spec, change.created.spec);
    return isAlike(jsonOf(object), jsonOf(patched(object, change.patch)));
  });
}

function jsonOf(object: KubeObject): Json {
  return object as unknown as Json;
}
