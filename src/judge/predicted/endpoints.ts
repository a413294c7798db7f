import {plus, type Interval} from './interval.ts';

/** How long the control plane and the proxies on the nodes take to act on a pod's new state, ms. */
export const endpointMs = 2000;

/**
 * How long after a cause no new connection goes to a pod any more: once the API knows (`known`: deletion, probe, NotReady) within 2 s.
 * Reused connections are not part of it: they end with the pod or never.
 */
export function endpointGone(known: Interval): Interval {
  return plus(known, [0, endpointMs]);
}
