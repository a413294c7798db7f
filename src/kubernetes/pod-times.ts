import {podSpecOf} from './containers.ts';
import type {Json, KubeObject} from './kube-object.ts';

/**
 * How long a pod may take to end before it is killed, ms (Kubernetes' default is 30 s). Works on pods and on workloads.
 */
export function graceMsOf(object: KubeObject): number {
  const seconds = podSpecOf(object)?.spec['terminationGracePeriodSeconds'];
  return (typeof seconds === 'number' ? seconds : 30) * 1000;
}

/**
 * How long a pod stays bound to a node nobody hears of, ms; undefined: for ever. Of several tolerations the one of the
 * fewest seconds counts. The API server gives every pod 300 s that states nothing.
 */
export function toleratesUnreachableMs(pod: KubeObject): number | undefined {
  const tolerations = (pod.spec?.['tolerations'] ?? []) as readonly {
    readonly key?: string;
    readonly operator?: string;
    readonly effect?: string;
    readonly tolerationSeconds?: Json;
  }[];
  const found = tolerations.filter(({key, operator, effect}) => {
    const isKey = key === 'node.kubernetes.io/unreachable' || (key === undefined && operator === 'Exists');
    return isKey && (effect === undefined || effect === 'NoExecute');
  });
  if (found.length === 0) return 0;
  const seconds = found.flatMap(({tolerationSeconds: it}) => (typeof it === 'number' ? [Math.max(0, it)] : []));
  return seconds.length === 0 ? undefined : Math.min(...seconds) * 1000;
}
