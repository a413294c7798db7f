import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {placeOf} from '../../history/place.ts';
import {type Change, changed} from '../../kubernetes/patches/changes.ts';
import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import type {Finding} from '../finding.ts';

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
