import type {ContainerOf} from '../kubernetes/containers.ts';
import {probeOf} from '../kubernetes/probes.ts';
import {endpointChanged} from './endpoints.ts';
import {never, type Prediction, within} from './prediction.ts';
import {probeFails} from './probes.ts';

/**
 * How long after the start of a container that never ends its boot the kubelet kills it: its startup probe gives up, or
 * without one liveness, which counts from the first moment.
 */
export function bootKilled(container: ContainerOf): Prediction {
  const kind = probeOf(container, 'startupProbe') === undefined ? 'livenessProbe' : 'startupProbe';
  return probeFails({container, startedMs: 0}, kind, 'booting', 0);
}

/** How long after its start a container that still boots is sent requests, if its readiness says that it may be. */
export function bootServed(container: ContainerOf): Prediction {
  const startup = probeOf(container, 'startupProbe');
  if (startup !== undefined && startup.how !== 'exec') return never('its startup probe comes first');
  const readiness = probeOf(container, 'readinessProbe');
  if (readiness === undefined) return endpointChanged(within(0, 0));
  const {initialDelayMs, periodMs, timeoutMs, successes} = readiness;
  return endpointChanged(within(initialDelayMs, initialDelayMs + periodMs * successes + timeoutMs));
}

/** The kubelet's clock and ours agree to so much, ms. */
export const clocksMs = 2000;

/** For how long its probes leave a container alone that boots, ms; Infinity where they never end its boot. */
export function bootAllowedMs(container: ContainerOf): number {
  const killed = bootKilled(container);
  return killed.is === 'within' ? killed.ms[0] - clocksMs : Number.POSITIVE_INFINITY;
}

/** For how long a container is held at its boot. */
export interface HeldBoot {
  /** How long at least, ms. */
  readonly heldMs: number;
  /** Its probes allow a boot of that length: nobody is to kill it. */
  readonly isAllowed: boolean;
  /** See `bootAllowedMs`. */
  readonly allowedMs: number;
}

/** How long a boot is held, ms: longer than most take. */
const usualBootMs = 30_000;
/** Where probes would end a boot after about as long, it is held shorter, but for so long at least, ms. */
const leastBootMs = 25_000;

/**
 * A boot of 30 s, or of twice what it usually takes (`usualMs`; 0: not known); shorter where its probes allow little
 * more than that, for a kill that comes as they say is no defect.
 */
export function heldBoot(container: ContainerOf, usualMs: number): HeldBoot {
  const askedMs = Math.max(usualBootMs, 2 * usualMs);
  const allowedMs = bootAllowedMs(container);
  const isAllowed = allowedMs >= Math.max(leastBootMs, 2 * usualMs);
  return {heldMs: isAllowed ? Math.min(askedMs, allowedMs) : askedMs, isAllowed, allowedMs};
}

/**
 * How long a boot is watched for requests that come too early, ms: until it could be sent some and `slackMs` more, but
 * not into the time in which its probes may end it; 0 where they may before it could be sent any. The plan holds it for
 * so long, and the judge asks for no more.
 */
export function bootWatchMs(container: ContainerOf, slackMs: number): number {
  const served = bootServed(container);
  if (served.is !== 'within') return 0;
  const [soonestMs, latestMs] = served.ms;
  const allowedMs = bootAllowedMs(container);
  return soonestMs >= allowedMs ? 0 : Math.min(latestMs + slackMs, allowedMs);
}
