import type {Probe} from '../../kubernetes/probes.ts';
import {detected} from '../../predict/detected.ts';
import {plus, type Interval} from './interval.ts';

/** How long the runtime takes from the last signal to a new process, ms. */
const startMs = 3000;
/** A hook before the stop that uses the whole grace gets so much more, ms (Kubernetes' own rule). */
const hookMs = 2000;

/**
 * How long after every process of a container was frozen a probe has failed often enough; undefined: never, for the kernel goes on taking
 * connections for it. A command is a new process that was not frozen with the others: it fails at once, hangs, or succeeds for ever.
 */
export function noticesFreeze(probe: Probe): Interval | undefined {
  if (probe.how === 'tcpSocket') return undefined;
  const hangs = detected(probe, false);
  return probe.how === 'exec' ? [detected(probe, true)[0], hangs[1]] : hangs;
}

/** What a frozen container is restarted by. Times in ms. */
export interface FrozenContainer {
  /** When its liveness probe has failed often enough. */
  readonly noticed: Interval;
  /** It ignores SIGTERM, so all of its grace passes. */
  readonly graceMs: number;
  readonly hasPreStop: boolean;
  readonly backOffMs: number;
}

/** How long after every process of a container was frozen a new container runs in its place. */
export function restartedByLiveness({noticed, graceMs, hasPreStop, backOffMs}: FrozenContainer): Interval {
  return plus(noticed, [graceMs, graceMs + (hasPreStop ? hookMs : 0) + backOffMs + startMs]);
}
