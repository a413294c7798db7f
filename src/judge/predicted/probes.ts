import type {ContainerOf} from '../../kubernetes/containers.ts';
import {type Probe, probeOf} from '../../kubernetes/probes.ts';
import {endpointMs} from './endpoints.ts';
import {type Interval, plus} from './interval.ts';

/** How long the runtime takes from the last signal to a new process, ms. */
const startMs = 3000;
/** A hook before the stop that uses the whole grace gets so much more, ms (Kubernetes' own rule). */
const hookMs = 2000;

/**
 * How long after every process of a container was paused a probe has failed often enough; undefined: never, for the
 * kernel goes on taking connections for it. A command is a new process that was not paused with the others: it fails at
 * once, hangs, or succeeds for ever.
 */
export function noticesPause(probe: Probe): Interval | undefined {
  if (probe.how === 'tcpSocket') return undefined;
  const hangs = detected(probe, false);
  return probe.how === 'exec' ? [detected(probe, true)[0], hangs[1]] : hangs;
}

/** What a paused container is restarted by. Times in ms. */
export interface PausedContainer {
  /** When its liveness probe has failed often enough. */
  readonly noticed: Interval;
  /** It ignores SIGTERM, so all of its grace passes. */
  readonly graceMs: number;
  readonly hasPreStop: boolean;
  readonly backOffMs: number;
}

/** How long after every process of a container was paused a new container runs in its place. */
export function restartedByLiveness({noticed, graceMs, hasPreStop, backOffMs}: PausedContainer): Interval {
  return plus(noticed, [graceMs, graceMs + (hasPreStop ? hookMs : 0) + backOffMs + startMs]);
}

/**
 * How long after a container goes bad its probe has failed often enough, once nothing delays the probe any more (start,
 * initial delay). `refused`: the probe fails at once; otherwise each one takes its whole time-out.
 */
export function detected(
  {periodMs, timeoutMs, failures}: Pick<Probe, 'periodMs' | 'timeoutMs' | 'failures'>,
  refused: boolean,
): Interval {
  const takesMs = refused ? 0 : timeoutMs;
  // A probe that hangs longer than the period delays the next one.
  const restMs = (failures - 1) * Math.max(periodMs, takesMs) + takesMs;
  return [restMs, periodMs + restMs];
}

/** What a service is granted to be itself again once its dependencies are, beside the detection, ms (docs/verdict.md#dependencies). */
export const healMs = 10_000;

/**
 * How long after what it depends on is there again a pod serves as before: its readiness is good, the services know,
 * and it has healed.
 */
export function healed(containers: readonly ContainerOf[]): Interval {
  const readiness = containers.flatMap((container) => probeOf(container, 'readinessProbe') ?? []);
  return [0, Math.max(0, ...readiness.map(({periodMs, successes}) => periodMs * successes)) + endpointMs + healMs];
}
