import {inTurn, latest, type Prediction, within} from './prediction.ts';

/** How long the control plane and the proxies on the nodes take to act on a pod's new state, ms. */
export const endpointMs = 2000;

/**
 * How long after a cause the services act on it: once the API knows (`known`: deletion, probe, NotReady) new
 * connections go to a pod, or no longer, within 2 s. Reused connections end with the pod or never.
 */
export function endpointChanged(known: Prediction): Prediction {
  return inTurn(known, within(0, endpointMs));
}

/**
 * When the whole capacity serves again: the last replica is back, and the proxies know it. `back` are the times of the
 * single replicas.
 */
export function fullCapacity(back: readonly Prediction[]): Prediction {
  return inTurn(latest(back), within(0, endpointMs));
}
