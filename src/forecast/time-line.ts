import {containersOf, type ContainerOf, statusesOf} from '../kubernetes/containers.ts';
import type {KubeObject} from '../kubernetes/kube-object.ts';

/** One container of a pod on its own time line, as the API last told of it. Times in ms on the caller's clock. */
export interface RunningContainer {
  readonly container: ContainerOf;
  readonly pod: KubeObject;
  /** When it began to run: to the second, so up to one second later. Undefined: the API tells of none that runs. */
  readonly startedMs: number | undefined;
  /** How often it was started anew. */
  readonly restarts: number;
}

/**
 * The containers of a pod that run as long as it does, native sidecars among them. `zeroMs` is the wall clock (ms since
 * 1970) at which the caller's clock is 0.
 */
export function runningIn(pod: KubeObject, zeroMs: number): readonly RunningContainer[] {
  const statuses = statusesOf(pod);
  return containersOf(pod)
    .filter(({role}) => role !== 'init')
    .map((container) => {
      const status = statuses.find(({name}) => name === container.name);
      const startedMs = Date.parse(status?.startedAt ?? '') - zeroMs;
      return {
        container,
        pod,
        startedMs: Number.isFinite(startedMs) ? startedMs : undefined,
        restarts: status?.restartCount ?? 0,
      };
    });
}

/** The API tells of starts by whole seconds, ms. */
export const wholeSecondMs = 1000;
