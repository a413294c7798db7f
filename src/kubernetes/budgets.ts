import type {Json, KubeObject} from './kube-object.ts';
import {scaled} from './quantities.ts';
import {type LabelSelector, selects} from './selectors.ts';

/** What a PodDisruptionBudget allows while all its pods are healthy. */
export interface Budget {
  readonly field: 'maxUnavailable' | 'minAvailable';
  /** As written: `maxUnavailable: 1`, `minAvailable: 50%`. */
  readonly says: string;
  /** Healthy pods that must be left. */
  readonly desired: number;
  /** Pods that may be evicted at once. */
  readonly allowed: number;
  /** How a percentage was rounded: `50% of 3 is 1.5, rounded up to 2`; undefined for plain numbers and even ones. */
  readonly rounding: string | undefined;
}

/**
 * The arithmetic of the API server's controller: percentages of either field round up; one that states neither allows
 * nothing.
 */
export function budgetOf(object: KubeObject, replicas: number): Budget {
  const field = object.spec?.['maxUnavailable'] === undefined ? 'minAvailable' : 'maxUnavailable';
  const value = object.spec?.[field] as Json | undefined;
  if (value === undefined)
    return {field, says: 'neither maxUnavailable nor minAvailable', desired: replicas, allowed: 0, rounding: undefined};
  const {count, exact} = scaled(value, replicas, 'up');
  const desired = field === 'minAvailable' ? count : Math.max(0, replicas - count);
  return {
    field,
    says: `${field}: ${String(value as string)}`,
    desired,
    allowed: Math.max(0, replicas - desired),
    rounding:
      exact === count
        ? undefined
        : `${String(value as string)} of ${replicas} is ${Number(exact.toFixed(2))}, rounded up to ${count}`,
  };
}

/**
 * The budgets among some objects that cover a pod with these labels. An empty selector covers every pod of the
 * namespace, a missing one none.
 */
export function budgetsOver(
  objects: readonly KubeObject[],
  labels: Readonly<Record<string, string>>,
  namespace: string | undefined,
): readonly KubeObject[] {
  return objects.filter(({kind, metadata, spec}) => {
    const selector = spec?.['selector'] as LabelSelector | undefined;
    const isHere = metadata.namespace === undefined || namespace === undefined || metadata.namespace === namespace;
    return (
      kind === 'PodDisruptionBudget' &&
      isHere &&
      selector !== undefined &&
      (isEmpty(selector) || selects(selector, labels))
    );
  });
}

function isEmpty({matchLabels = {}, matchExpressions = []}: LabelSelector): boolean {
  return Object.keys(matchLabels).length + matchExpressions.length === 0;
}
