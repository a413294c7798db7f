import {randomBytes} from 'node:crypto';
import type {Target} from '../fault.ts';
import {NotExercisedError} from '../not-exercised.ts';

/** A pod that a fault acts on: the one with this UID, whatever takes its name later. */
export type MarkedPod = {readonly pod: string; readonly namespace: string; readonly uid: string; readonly node: string};

/** The pods of the targets, each once. Throws NotExercisedError when there is none. */
export function markedPods(targets: readonly Target[]): readonly [MarkedPod, ...MarkedPod[]] {
  const pods = new Map(
    targets.flatMap(({name, namespace, uid, node}) =>
      namespace === undefined ? [] : [[uid, {pod: name, namespace, uid, node}] as const],
    ),
  );
  const [first, ...others] = pods.values();
  if (first === undefined)
    throw new NotExercisedError('No pod was selected', 'Let the step select a workload that has ready pods');
  return [first, ...others];
}

/** A name for one injection, which its traces on the cluster carry. */
export function newId(): string {
  return randomBytes(6).toString('hex');
}
