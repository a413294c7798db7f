import type {ContainerOf} from '../kubernetes/containers.ts';
import {type Probe, probeOf} from '../kubernetes/probes.ts';
import {latest, type Prediction, unknown, within} from './prediction.ts';

/** Coarse clocks (whole seconds) and the kubelet's own sync, ms. */
const coarseMs = 2000;

/**
 * How long a new pod takes until it is ready, its init containers first. `usualMs` is how long its like took when it
 * was deployed; undefined when that was not seen: then what its startup probes allow.
 */
export function podStarted(containers: readonly ContainerOf[], usualMs: number | undefined): Prediction {
  const running = containers.filter(({role}) => role !== 'init');
  const before = containers.find(({role}) => role === 'init');
  if (usualMs === undefined && before !== undefined) return unknown(`how long init container ${before.name} takes`);
  return latest(running.map((container) => containerStarted(container, usualMs)));
}

/**
 * How long one container takes from its start to ready. Under the surge it may take twice as long as on an idle
 * machine.
 */
export function containerStarted(container: ContainerOf, usualMs: number | undefined): Prediction {
  const startup = probeOf(container, 'startupProbe');
  const readiness = probeOf(container, 'readinessProbe');
  if (usualMs === undefined && startup === undefined)
    return unknown(`how long container ${container.name} takes to start`);
  const bootMs = usualMs === undefined ? allowedMs(startup) : 2 * usualMs;
  const asksMs =
    (startup?.periodMs ?? 0) +
    (readiness === undefined ? 0 : readiness.initialDelayMs + readiness.successes * readiness.periodMs);
  return within(readiness?.initialDelayMs ?? 0, bootMs + asksMs + coarseMs);
}

/** How long a startup probe lets a container boot before it has it killed, ms; 0 without one. */
export function allowedMs(startup: Probe | undefined): number {
  return startup === undefined ? 0 : startup.initialDelayMs + startup.failures * startup.periodMs;
}
