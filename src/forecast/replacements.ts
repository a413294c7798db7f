import type {InOrder} from '../kubernetes/rollout.ts';
import {inTurn, never, type Prediction, unknown, within} from './prediction.ts';

/** A pod that goes. */
export interface Going {
  /** Kind of what owns it; `Pod` when nobody does. */
  readonly kind: string;
  /** Its termination grace, ms. */
  readonly graceMs: number;
  /** How long another one takes until it is ready. */
  readonly start: Prediction;
  /** Where its owner starts them one after the other. */
  readonly inOrder?: InOrder | undefined;
}

/**
 * How long after a pod was deleted or evicted another one is ready in its place: a ReplicaSet makes it at once, a
 * StatefulSet and a DaemonSet when the old one is gone.
 */
export function replacedAtOnce({kind, graceMs, start}: Going): Prediction {
  switch (kind) {
    case 'Deployment':
    case 'ReplicaSet':
    case 'ReplicationController':
      return start;
    case 'StatefulSet':
    case 'DaemonSet':
      return inTurn(within(0, graceMs), start);
    case 'Pod':
      return never('nobody owns the pod');
    default:
      return unknown(`the kind ${kind}`);
  }
}

/** The same of so many pods of one workload that go together: what starts in order starts one after the other. */
export function replacedTogether(going: Going, pods: number): Prediction {
  const one = replacedAtOnce(going);
  const {start, graceMs, inOrder} = going;
  if (inOrder === undefined || pods <= 1 || one.is !== 'within' || start.is !== 'within') return one;
  return within(one.ms[0], graceMs + pods * start.ms[1] + (pods - 1) * inOrder.minReadyMs);
}

/** What decides when the pods of a dead node are replaced. */
export interface NodeLoss extends Omit<Going, 'graceMs' | 'inOrder'> {
  /** When the node is NotReady, from its death on. */
  readonly notReady: Prediction;
  /** How long the pod stays bound to an unreachable node, ms; undefined: for ever. */
  readonly tolerationMs: number | undefined;
  /** The how-manieth lost node of its zone this is, from 1. */
  readonly ordinal: number;
}

/** The controller evicts a node of a zone every 10 s. */
const nodesApartMs = 10_000;

/** How long after the death of a node a pod of it is ready elsewhere. */
export function replacedElsewhere({notReady, tolerationMs, kind, ordinal, start}: NodeLoss): Prediction {
  if (kind === 'StatefulSet') return never('the pods of a StatefulSet wait for their node');
  if (kind === 'DaemonSet') return never('the pods of a DaemonSet belong to their node');
  if (tolerationMs === undefined) return never('it tolerates an unreachable node for ever');
  const waits = within(tolerationMs, tolerationMs + nodesApartMs * (ordinal - 1));
  return inTurn(notReady, waits, replacedAtOnce({kind, graceMs: 0, start}));
}
