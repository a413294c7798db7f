import type {Json, KubeObject} from './kube-object.ts';
import {scaled} from './quantities.ts';

/** How a Deployment replaces its pods. */
export interface Rollout {
  readonly type: 'RollingUpdate' | 'Recreate';
  /** Pods beyond the replicas while it lasts. */
  readonly surge: number;
  /** Pods that may be missing while it lasts; all of them when it recreates. */
  readonly unavailable: number;
}

/**
 * A workload's rollout with Kubernetes' defaults (25 % each, surge rounded up, unavailable rounded down; one pod at a
 * time for a StatefulSet).
 */
export function rolloutOf(object: KubeObject, replicas: number): Rollout {
  if (object.kind === 'StatefulSet') return {type: 'RollingUpdate', surge: 0, unavailable: 1};
  const {type = 'RollingUpdate', rollingUpdate = {}} = (object.spec?.['strategy'] ?? {}) as {
    readonly type?: Rollout['type'];
    readonly rollingUpdate?: {readonly maxSurge?: Json; readonly maxUnavailable?: Json};
  };
  if (type === 'Recreate') return {type, surge: 0, unavailable: replicas};
  const surge = scaled(rollingUpdate.maxSurge ?? '25%', replicas, 'up').count;
  const unavailable = Math.min(replicas, scaled(rollingUpdate.maxUnavailable ?? '25%', replicas, 'down').count);
  // Both may round to zero; the controller then lets one pod go.
  return {type, surge, unavailable: surge + unavailable === 0 ? 1 : unavailable};
}
