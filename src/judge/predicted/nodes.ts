import {type Interval, plus} from './interval.ts';

/** What decides when the pods of a dead node are replaced. */
export interface NodeLoss {
  /** When the node is NotReady, from its death on. */
  readonly notReady: Interval;
  /** How long the pod stays bound to an unreachable node, ms; undefined: for ever. */
  readonly tolerationMs: number | undefined;
  /** Kind of the workload: the pods of a StatefulSet are not replaced while their node may come back. */
  readonly kind: string;
  /** The how-manieth lost node of its zone this is, from 1. */
  readonly ordinal: number;
  readonly start: Interval;
}

/** The controller evicts a node of a zone every 10 s. */
const nodesApartMs = 10_000;

/** How long after the death of a node a pod of it is ready elsewhere; undefined when it never is. */
export function replacedElsewhere({notReady, tolerationMs, kind, ordinal, start}: NodeLoss): Interval | undefined {
  if (tolerationMs === undefined || kind === 'StatefulSet') return undefined;
  const waits: Interval = [tolerationMs, tolerationMs + nodesApartMs * (ordinal - 1)];
  return plus(plus(notReady, waits), start);
}

/**
 * How long after a pod was deleted or evicted another one is ready in its place: the controller acts at once, a
 * StatefulSet when the old one is gone.
 */
export function replacedAtOnce(kind: string, graceMs: number, start: Interval): Interval {
  return kind === 'StatefulSet' ? plus(start, [0, graceMs]) : start;
}

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
}: Readonly<Record<string, number>>): Interval {
  return [Math.max(0, nodeMonitorGraceMs - renewalMs), nodeMonitorGraceMs + nodeMonitorPeriodMs];
}
