import {containersOf, resourceOf} from './containers.ts';
import type {Json, KubeObject} from './kube-object.ts';
import {parseQuantity} from './quantities.ts';

/** CPU in cores and memory in bytes. */
export interface Amount {
  readonly cpu: number;
  readonly memory: number;
}

/**
 * What the scheduler counts for a pod: its containers and sidecars together, or its largest init container beside the
 * sidecars.
 */
export function requestsOf(pod: KubeObject): Amount {
  const containers = containersOf(pod);
  const of = (resource: 'cpu' | 'memory'): number => {
    const sum = (role: 'container' | 'sidecar'): number =>
      containers
        .filter((one) => one.role === role)
        .reduce((total, one) => total + (parseQuantity(resourceOf(one, 'requests', resource)) ?? 0), 0);
    const inits = containers
      .filter(({role}) => role === 'init')
      .map((one) => parseQuantity(resourceOf(one, 'requests', resource)) ?? 0);
    return sum('sidecar') + Math.max(sum('container'), ...inits);
  };
  return {cpu: of('cpu'), memory: of('memory')};
}

/** What a node offers to pods; 0 where it says nothing. */
export function allocatableOf(node: KubeObject): Amount {
  const offered = (node.status?.['allocatable'] ?? {}) as Readonly<Record<string, Json>>;
  return {cpu: parseQuantity(offered['cpu']) ?? 0, memory: parseQuantity(offered['memory']) ?? 0};
}
