import {plainId} from '../../kubernetes/containers.ts';
import type {Target} from '../fault.ts';
import {NotExercisedError} from '../not-exercised.ts';

/** One running container, by its ID without the runtime's prefix. */
export type VictimContainer = {
  readonly pod: string;
  readonly namespace: string;
  readonly podUid: string;
  readonly node: string;
  readonly container: string;
  readonly containerId: string;
};

/**
 * The only target, a running container. Throws NotExercisedError for none, for several, and for a pod without one;
 * `done` says what is done to it: `killed`.
 */
export function onlyContainer(targets: readonly Target[], done: string): VictimContainer {
  const [target, ...others] = targets;
  if (others.length > 0)
    throw new NotExercisedError(`One container is ${done} at a time, and ${targets.length} were selected`);
  if (target?.namespace === undefined || target.container === undefined || target.containerId === undefined) {
    throw new NotExercisedError(
      `${target?.name ?? 'No target'} has no running container`,
      'Let the step select a workload whose container runs',
    );
  }
  const {name: pod, namespace, uid: podUid, node, container, containerId} = target;
  return {pod, namespace, podUid, node, container, containerId: plainId(containerId)};
}
