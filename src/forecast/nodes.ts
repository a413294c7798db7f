import {type Prediction, within} from './prediction.ts';

/** The kubelet renews its Lease at a quarter of its 40 s: this much of the grace may have passed when the node dies. */
const renewalMs = 10_000;

/**
 * How long after a node stops reporting the control plane calls it NotReady. The controller counts its grace from the
 * last renewal that it saw, and looks once a period (ClusterFacts.timings; the defaults are those of Kubernetes 1.32
 * and later).
 */
export function notReady({
  nodeMonitorGraceMs = 50_000,
  nodeMonitorPeriodMs = 5000,
}: Readonly<Record<string, number>>): Prediction {
  return within(Math.max(0, nodeMonitorGraceMs - renewalMs), nodeMonitorGraceMs + nodeMonitorPeriodMs);
}
