import {isReady, statusesOf} from '../kubernetes/containers.ts';
import type {KubeObject} from '../kubernetes/kube-object.ts';
import {wholeSecondMs} from './time-line.ts';

/**
 * How long a pod that is ready took from its creation to ready, by the API server's clock (whole seconds, so up to one
 * longer), ms; undefined when it is not ready, or the API does not say.
 */
export function podStartSeen(pod: KubeObject): number | undefined {
  const {creationTimestamp} = pod.metadata as {readonly creationTimestamp?: string};
  const tookMs = readySince(pod) - Date.parse(creationTimestamp ?? '');
  return Number.isFinite(tookMs) ? Math.max(0, tookMs) + wholeSecondMs : undefined;
}

/**
 * How long a container of a ready pod took from its start to ready, by the kubelet's clock (whole seconds), ms;
 * undefined when the pod is not ready, or the API does not say.
 */
export function containerStartSeen(pod: KubeObject, container: string): number | undefined {
  const startedAt = statusesOf(pod).find(({name}) => name === container)?.startedAt ?? '';
  const tookMs = readySince(pod) - Date.parse(startedAt);
  return Number.isFinite(tookMs) ? Math.max(0, tookMs) : undefined;
}

/** When the pod became ready, ms since 1970; NaN when it is not. */
function readySince(pod: KubeObject): number {
  const conditions = (pod.status?.['conditions'] ?? []) as readonly {
    readonly type: string;
    readonly lastTransitionTime?: string;
  }[];
  return isReady(pod)
    ? Date.parse(conditions.find(({type}) => type === 'Ready')?.lastTransitionTime ?? '')
    : Number.NaN;
}
