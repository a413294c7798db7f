import type {ContainerOf} from '../kubernetes/containers.ts';
import type {Interval} from '../judge/predicted/interval.ts';
import {atMost} from '../judge/predicted/containers.ts';

const firstBackOffMs = 10_000;
const mostBackOffMs = 300_000;

/**
 * How long after the death of a container it serves again: back-off + start + readiness. `restartsBefore` sets the back-off (0 for the first
 * exit); `startMs` is how long it took from start to ready when it was deployed, undefined when unknown (then its startup probe's time).
 */
export function restarted(container: ContainerOf, restartsBefore: number, startMs: number | undefined): Interval {
  // Back-off is forgotten after ten quiet minutes, hence 0 below.
  return [0, backOffMs(restartsBefore) + atMost(container, startMs)];
}

/** How long the kubelet waits before it starts a container that ended, at most, ms; 0 for the first exit. */
export function backOffMs(restartsBefore: number): number {
  return restartsBefore === 0 ? 0 : Math.min(mostBackOffMs, firstBackOffMs * 2 ** (restartsBefore - 1));
}
