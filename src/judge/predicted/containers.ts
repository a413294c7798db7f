import type {ContainerOf} from '../../kubernetes/containers.ts';
import {probeOf} from '../../kubernetes/probes.ts';
import type {Interval} from './interval.ts';

/** Coarse clocks (whole seconds) and the kubelet's own sync, ms. */
const coarseMs = 2000;

/**
 * How long a new pod takes until it is ready. `usualMs` is how long its like took when it was deployed; undefined when
 * that was not seen (then what its startup probes allow).
 */
export function started(containers: readonly ContainerOf[], usualMs: number | undefined): Interval {
  const running = containers.filter(({role}) => role !== 'init');
  const readiness = running.map((container) => probeOf(container, 'readinessProbe')?.initialDelayMs ?? 0);
  return [Math.max(0, ...readiness), Math.max(0, ...running.map((container) => atMost(container, usualMs)))];
}

/**
 * The most that one container takes from its start to ready, ms: under the surge it may take twice as long as on an
 * idle machine.
 */
export function atMost(container: ContainerOf, usualMs: number | undefined): number {
  const startup = probeOf(container, 'startupProbe');
  const readiness = probeOf(container, 'readinessProbe');
  const declaredMs = startup === undefined ? 0 : startup.initialDelayMs + startup.failures * startup.periodMs;
  const probeMs =
    (startup?.periodMs ?? 0) +
    (readiness === undefined ? 0 : readiness.initialDelayMs + readiness.successes * readiness.periodMs);
  return 2 * (usualMs ?? declaredMs) + probeMs + coarseMs;
}

const firstBackOffMs = 10_000;
const mostBackOffMs = 300_000;

/**
 * How long after the death of a container it serves again: back-off + start + readiness. `restartsBefore` sets the
 * back-off (0 for the first exit); `startMs` is how long it took from start to ready when it was deployed, undefined
 * when unknown (then its startup probe's time).
 */
export function restarted(container: ContainerOf, restartsBefore: number, startMs: number | undefined): Interval {
  // Back-off is forgotten after ten quiet minutes, hence 0 below.
  return [0, backOffMs(restartsBefore) + atMost(container, startMs)];
}

/** How long the kubelet waits before it starts a container that ended, at most, ms; 0 for the first exit. */
export function backOffMs(restartsBefore: number): number {
  return restartsBefore === 0 ? 0 : Math.min(mostBackOffMs, firstBackOffMs * 2 ** (restartsBefore - 1));
}

/**
 * How long after a container's processes died the API knows: the kubelet lists containers once a second, and tells at
 * once.
 */
export const containerEnded: Interval = [0, 1500];
