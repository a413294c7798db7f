import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {placeOf} from '../../history/place.ts';
import type {Json, KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {isSame} from '../../kubernetes/owners.ts';
import {isAlike, patched} from '../../kubernetes/patch.ts';
import {isValid} from '../../kubernetes/validity.ts';
import type {Change, Finding} from '../finding.ts';

/** What might make a finding pass: not tried yet. */
export interface Proposal {
  /** What is changed in the first place; `container` narrows it for people. */
  readonly object: ObjectRef;
  readonly path: string;
  readonly changes: readonly [Change, ...Change[]];
}

/**
 * A proposal as the fix of a finding, or none: it is dropped unless every change can be made and changes something, the
 * API server would take what comes of it, and the check that proposes it accepts the objects as they are then.
 */
export function fixOf(
  history: History,
  proposal: Proposal | undefined,
  accepts: (after: readonly KubeObject[]) => boolean,
): Pick<Finding, 'fix'> {
  const {objects = [], positions = []} = factsOf(history).deploy ?? {};
  const after = proposal === undefined ? undefined : changed(objects, proposal.changes);
  if (proposal === undefined || after === undefined || !accepts(after)) return {};
  const {object, path, changes} = proposal;
  const place = placeOf(positions, object, path);
  return {fix: {object, path, changes, ...(place === undefined ? {} : {file: place.file, line: place.line})}};
}

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

function jsonOf(object: KubeObject): Json {
  return object as unknown as Json;
}
