import type {Json, KubeObject} from './kube-object.ts';
import {scaled} from './quantities.ts';

/** How a workload replaces its pods with those of a new revision. */
export interface Rollout {
  /** `OnDelete`: only what somebody deletes. */
  readonly type: 'RollingUpdate' | 'Recreate' | 'OnDelete';
  /** Pods beyond the replicas while it lasts. */
  readonly surge: number;
  /** Pods that may be missing while it lasts; all of them when it recreates. */
  readonly unavailable: number;
  /** Pods that it replaces: those below a partition keep their revision. */
  readonly replaces: number;
  /** How long a new pod must be ready before it counts and the next may go, ms. */
  readonly minReadyMs: number;
}

interface RollingUpdate {
  readonly maxSurge?: Json;
  readonly maxUnavailable?: Json;
  readonly partition?: number;
}

/**
 * A workload's rollout with Kubernetes' defaults: of a Deployment 25 % each, surge rounded up, unavailable rounded
 * down; of a StatefulSet and a DaemonSet one pod after another; undefined for a kind that has none.
 */
export function rolloutOf(object: KubeObject, replicas: number): Rollout | undefined {
  const minReadyMs = minReadyMsOf(object);
  const field = object.kind === 'Deployment' ? 'strategy' : 'updateStrategy';
  const strategy = (object.spec?.[field] ?? {}) as {
    readonly type?: Rollout['type'];
    readonly rollingUpdate?: RollingUpdate | null;
  };
  const type = strategy.type ?? 'RollingUpdate';
  if (type === 'OnDelete') return {type, surge: 0, unavailable: 0, replaces: 0, minReadyMs};
  if (type === 'Recreate') return {type, surge: 0, unavailable: replicas, replaces: replicas, minReadyMs};
  const pace = paceOf(object.kind, strategy.rollingUpdate ?? {}, replicas);
  return pace === undefined ? undefined : {type, replaces: replicas, minReadyMs, ...pace};
}

function paceOf(
  kind: string,
  {maxSurge, maxUnavailable, partition = 0}: RollingUpdate,
  replicas: number,
): (Pick<Rollout, 'surge' | 'unavailable'> & Partial<Rollout>) | undefined {
  switch (kind) {
    case 'Deployment':
      return bothOf(scaled(maxSurge ?? '25%', replicas, 'up').count, maxUnavailable ?? '25%', replicas, 'down');
    case 'DaemonSet':
      return bothOf(scaled(maxSurge ?? 0, replicas, 'up').count, maxUnavailable ?? 1, replicas, 'up');
    case 'StatefulSet': {
      // Where the API server keeps a maxUnavailable, its controller acts on it.
      const {unavailable} = bothOf(0, maxUnavailable ?? 1, replicas, 'up');
      return {surge: 0, unavailable, replaces: Math.max(0, replicas - partition)};
    }
    default:
      return undefined;
  }
}

function bothOf(
  surge: number,
  most: Json,
  replicas: number,
  rounds: 'up' | 'down',
): Pick<Rollout, 'surge' | 'unavailable'> {
  const unavailable = Math.min(replicas, scaled(most, replicas, rounds).count);
  // Both may round to zero; the controller then lets one pod go.
  return {surge, unavailable: surge + unavailable === 0 ? 1 : unavailable};
}

/** That the pods of a workload start one after the other. */
export interface InOrder {
  /** How long one must be ready before the next is made, ms. */
  readonly minReadyMs: number;
}

/** How a StatefulSet that is not `Parallel` starts its pods; undefined for all that starts them at once. */
export function inOrderOf(object: KubeObject | undefined): InOrder | undefined {
  if (object?.kind !== 'StatefulSet' || object.spec?.['podManagementPolicy'] === 'Parallel') return undefined;
  return {minReadyMs: minReadyMsOf(object)};
}

/** How long a new pod of a workload must be ready before it counts, ms. */
export function minReadyMsOf(object: KubeObject | undefined): number {
  const seconds = object?.spec?.['minReadySeconds'];
  return typeof seconds === 'number' ? seconds * 1000 : 0;
}
