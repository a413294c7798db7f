import {covers} from '../../kubernetes/budgets.ts';
import {type Change, changed, isDone} from '../../kubernetes/patches/changes.ts';
import {podLabelsOf} from '../../kubernetes/containers.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {nameOf, objectIn} from '../../kubernetes/owners.ts';
import {type Operation, operationsBetween} from './operations.ts';

/** What is to be changed, and why. */
export interface Wanted {
  /** E.g. `pdb-valid of Deployment/gateway`. */
  readonly name: string;
  /** The finding's sentence. */
  readonly why: string;
  readonly changes: readonly Change[];
}

/** What is done to one object for a change: relative to all that was done before it. */
export type Step = {readonly object: KubeObject} & (
  | {readonly operations: readonly Operation[]}
  | {readonly is: 'created' | 'removed'}
);

/** What came of what was wanted. */
export interface Outcome {
  readonly wanted: Wanted;
  /** Empty: nothing is done for it, `left` says why. */
  readonly steps: readonly Step[];
  readonly left?: string;
}

/**
 * Makes changes to a subject's objects as its owner wrote them, one after the other. Left out is what the objects do not
 * allow any more, what an earlier one did already, and what would undo an earlier one.
 */
export function applied(
  objects: readonly KubeObject[],
  all: readonly Wanted[],
): {readonly outcomes: readonly Outcome[]; readonly objects: readonly KubeObject[]} {
  let now = objects;
  const done: Wanted[] = [];
  const outcomes = all.map((wanted): Outcome => {
    const changes = wanted.changes.map((change) => placed(change, now)).filter((change) => !isDone(now, [change]));
    const after = changes.length === 0 ? undefined : changed(now, changes);
    if (changes.length === 0) {
      const isStated = isDone(objects, wanted.changes);
      return {wanted, steps: [], left: isStated ? 'the manifests say so already' : 'another fix does the same'};
    }
    if (after === undefined) return {wanted, steps: [], left: 'the manifests are no more what was tried'};
    const undone = done.find((earlier) => !isDone(after, earlier.changes));
    if (undone !== undefined) return {wanted, steps: [], left: `it would change what ${undone.name} changes`};
    const steps = changes.map((change): Step => stepOf(change, now, after));
    now = after;
    done.push({...wanted, changes});
    return {wanted, steps};
  });
  return {outcomes, objects: now};
}

function stepOf(change: Change, before: readonly KubeObject[], after: readonly KubeObject[]): Step {
  const [old, young] = [objectIn(before, change.of), objectIn(after, change.of)];
  if (old === undefined && young !== undefined) return {object: young, is: 'created'};
  if (old === undefined) throw new Error(`A change of ${nameOf(change.of)}, which is not there`);
  if (young === undefined) return {object: old, is: 'removed'};
  return {object: old, operations: operationsBetween(old as unknown as Json, young as unknown as Json)};
}

/** A new budget stands in the namespace of the workload that it is for. */
function placed(change: Change, objects: readonly KubeObject[]): Change {
  if (!('created' in change)) return change;
  const covered = objects.find((object) => covers(change.created, podLabelsOf(object), undefined));
  const namespace = covered?.metadata.namespace;
  if (namespace === undefined) return change;
  const {metadata} = change.created;
  return {...change, created: {...change.created, metadata: {...metadata, namespace}}};
}
