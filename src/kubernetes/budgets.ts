import type {Json, KubeObject} from './kube-object.ts';
import {scaled} from './quantities.ts';
import {type LabelSelector, selects} from './selectors.ts';

/** The pods that one budget selects, with all of their controllers. */
export interface Selected {
  /** The replicas of the controllers that have a scale, added up. */
  readonly scales: number;
  /** Pods of no controller, and of those that have no scale. */
  readonly others: number;
  /** A controller without a scale among them, such as `DaemonSet/agent`. */
  readonly unscaled?: string;
}

/** What a PodDisruptionBudget allows while all its pods are healthy. */
export interface Budget {
  readonly field: 'maxUnavailable' | 'minAvailable';
  /** As written: `maxUnavailable: 1`, `minAvailable: 50%`. */
  readonly says: string;
  /** All pods that it selects. */
  readonly pods: number;
  /** Healthy pods that must be left. */
  readonly desired: number;
  /** Pods that may be evicted at once. */
  readonly allowed: number;
  /** How a percentage was rounded: `50% of 3 is 1.5, rounded up to 2`; undefined for plain numbers and even ones. */
  readonly rounding: string | undefined;
  /** A controller that keeps the API server from counting: it then lets nothing go. */
  readonly unscaled: string | undefined;
}

/**
 * The arithmetic of the API server's controller, over all pods that the budget selects. Percentages of either field
 * round up, and are of the scales; `maxUnavailable` and percentages cannot be counted beside a controller without a
 * scale; a budget that states neither field allows nothing.
 */
export function budgetOf(object: KubeObject, {scales, others, unscaled}: Selected): Budget {
  const field = object.spec?.['maxUnavailable'] === undefined ? 'minAvailable' : 'maxUnavailable';
  const value = object.spec?.[field] as Json | undefined;
  const pods = scales + others;
  const none = {field, pods, desired: pods, allowed: 0, rounding: undefined, unscaled: undefined} as const;
  if (value === undefined) return {...none, says: 'neither maxUnavailable nor minAvailable'};
  const says = `${field}: ${String(value as string)}`;
  const isOfScales = field === 'maxUnavailable' || typeof value === 'string';
  if (isOfScales && unscaled !== undefined) return {...none, says, unscaled};
  const {count, exact} = scaled(value, scales, 'up');
  const desired = field === 'minAvailable' ? count : Math.max(0, scales - count);
  return {
    field,
    says,
    pods,
    desired,
    allowed: isOfScales && scales === 0 ? 0 : Math.max(0, pods - desired),
    rounding:
      exact === count
        ? undefined
        : `${String(value as string)} of ${scales} is ${Number(exact.toFixed(2))}, rounded up to ${count}`,
    unscaled: undefined,
  };
}

/** True when a budget covers pods with these labels: an empty selector takes every pod of the namespace, a missing one none. */
export function covers(
  {kind, metadata, spec}: KubeObject,
  labels: Readonly<Record<string, string>>,
  namespace: string | undefined,
): boolean {
  const selector = spec?.['selector'] as LabelSelector | undefined;
  const isHere = metadata.namespace === undefined || namespace === undefined || metadata.namespace === namespace;
  return (
    kind === 'PodDisruptionBudget' &&
    isHere &&
    selector !== undefined &&
    (isEmpty(selector) || selects(selector, labels))
  );
}

function isEmpty({matchLabels, matchExpressions}: LabelSelector): boolean {
  return Object.keys(matchLabels ?? {}).length + (matchExpressions ?? []).length === 0;
}
