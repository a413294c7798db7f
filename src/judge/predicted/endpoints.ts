import {type Interval, plus} from './interval.ts';

/** How long the control plane and the proxies on the nodes take to act on a pod's new state, ms. */
export const endpointMs = 2000;

/**
 * How long after a cause no new connection goes to a pod any more: once the API knows (`known`: deletion, probe,
 * NotReady) within 2 s. Reused connections are not part of it: they end with the pod or never.
 */
export function endpointGone(known: Interval): Interval {
  return plus(known, [0, endpointMs]);
}

/**
 * What a fault costs, in ms of full outage: the share of endpoints that died gets its requests until they are out of
 * the service.
 */
export function outage(lostShare: number, gone: Interval): Interval {
  return [0, lostShare * gone[1]];
}

/**
 * When the whole capacity serves again: the last replica is back, and the proxies know it. `back` are the times of the
 * single replicas.
 */
export function fullCapacity(back: readonly Interval[]): Interval {
  const last: Interval = [Math.max(0, ...back.map(([from]) => from)), Math.max(0, ...back.map(([, to]) => to))];
  return plus(last, [0, endpointMs]);
}
