import type {ContainerOf} from '../kubernetes/containers.ts';
import {type Probe, type ProbeKind, probeOf} from '../kubernetes/probes.ts';
import {endpointChanged, endpointMs} from './endpoints.ts';
import type {Interval} from './interval.ts';
import {inTurn, latest, never, type Prediction, unknown, within} from './prediction.ts';
import {type RunningContainer, wholeSecondMs} from './time-line.ts';

/**
 * What a subject is granted to notice that what it depends on is away, and to be itself again once it is back, beside
 * what its probes take, ms (docs/verdict.md#dependencies).
 */
export const healMs = 10_000;

/**
 * How a container that went bad answers its probes: its processes stand still; it lost what it depends on, and says so
 * at once or hangs; or its port is closed because it boots.
 */
export type Badness = 'paused' | 'alone' | 'booting';

/**
 * How long after a container went bad (`badMs`, on the clock of its time line) one of its probes has failed often
 * enough. Nothing asks before the probe's initial delay has passed since the container's start.
 */
export function probeFails(
  {container, startedMs}: Pick<RunningContainer, 'container' | 'startedMs'>,
  kind: ProbeKind,
  how: Badness,
  badMs: number,
): Prediction {
  const probe = probeOf(container, kind);
  if (probe === undefined) return never(`it has no ${wordOf[kind]} probe`);
  const fails = failing(probe, kind, how);
  if (fails.is !== 'within' || probe.initialDelayMs === 0) return fails;
  if (startedMs === undefined) return unknown(`when container ${container.name} started`);
  const waitsMs = startedMs + probe.initialDelayMs - badMs;
  return inTurn(within(Math.max(0, waitsMs), Math.max(0, waitsMs + wholeSecondMs)), fails);
}

/** How long after it went bad no service sends requests to the container's pod any more, because of its readiness. */
export function readinessRemoves(of: RunningContainer, how: Badness, badMs: number): Prediction {
  return endpointChanged(probeFails(of, 'readinessProbe', how, badMs));
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

/**
 * How long after what it depends on is there again a pod serves as before: its readiness is good, the services know,
 * and it has healed.
 */
export function healed(containers: readonly ContainerOf[]): Prediction {
  const readiness = containers.flatMap((container) => probeOf(container, 'readinessProbe') ?? []);
  const goodMs = Math.max(0, ...readiness.map(({periodMs, successes}) => periodMs * successes));
  return within(0, goodMs + endpointMs + healMs);
}

/** When the last of several probes has failed: those that never do are left out. `never` when none does. */
export function lastToFail(all: readonly Prediction[]): Prediction {
  const acting = all.filter(({is}) => is !== 'never');
  return acting.length === 0 ? (all[0] ?? never('nothing asks')) : latest(acting);
}

/**
 * Once nothing delays it any more. A command is a new process, which fails at once, hangs, or succeeds for ever; to an
 * open port the kernel answers for the process.
 */
function failing(probe: Probe, kind: ProbeKind, how: Badness): Prediction {
  const [[soonestMs, refusedMs], [hangsMs, latestMs]] = [detected(probe, true), detected(probe, false)];
  if (how === 'booting') return probe.how === 'exec' ? within(soonestMs, latestMs) : within(soonestMs, refusedMs);
  if (probe.how === 'tcpSocket') return never(`${wordOf[kind]} (${probe.says}) only sees an open port`);
  if (how === 'alone') return within(soonestMs, latestMs + healMs);
  return within(probe.how === 'exec' ? soonestMs : hangsMs, latestMs);
}

const wordOf = {livenessProbe: 'liveness', readinessProbe: 'readiness', startupProbe: 'startup'} as const;
