import type {ContainerOf} from '../objects/containers.ts';
import {probeOf} from '../objects/probes.ts';

/** From and to, ms. */
export type Interval = readonly [number, number];

/** Coarse clocks (whole seconds) and the kubelet's own sync, ms. */
const coarseMs = 2000;
const firstBackOffMs = 10_000;
const mostBackOffMs = 300_000;

/**
 * How long after the death of a container it serves again: back-off + start + readiness. `restartsBefore` sets the back-off (0 for the first
 * exit); `startMs` is how long it took from start to ready when it was deployed, undefined when unknown (then its startup probe's time).
 */
export function restarted(container: ContainerOf, restartsBefore: number, startMs: number | undefined): Interval {
  const backOffMs = restartsBefore === 0 ? 0 : Math.min(mostBackOffMs, firstBackOffMs * 2 ** (restartsBefore - 1));
  const startup = probeOf(container, 'startupProbe');
  const readiness = probeOf(container, 'readinessProbe');
  const declaredMs = startup === undefined ? 0 : startup.initialDelayMs + startup.failures * startup.periodMs;
  const usualMs = startMs ?? declaredMs;
  const probeMs = (startup?.periodMs ?? 0) + (readiness === undefined ? 0 : readiness.initialDelayMs + readiness.successes * readiness.periodMs);
  // Under the surge a start may take twice as long as on an idle machine. Back-off is forgotten after ten quiet minutes, hence 0 below.
  return [0, backOffMs + 2 * usualMs + probeMs + coarseMs];
}
