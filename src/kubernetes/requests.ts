import {type ContainerOf, containersOf, podSpecOf, resourceOf} from './containers.ts';
import type {Json, KubeObject} from './kube-object.ts';
import {parseQuantity} from './quantities.ts';

/** CPU in cores and memory in bytes. */
export interface Amount {
  readonly cpu: number;
  readonly memory: number;
}

/**
 * What the scheduler counts for a pod, or for one pod of a workload. All containers and sidecars run together; before
 * that, each init container runs beside the sidecars that stand before it, and the largest of these moments counts when
 * it is more. What the pod as a whole asks for stands above that, and its overhead comes on top (Kubernetes' own rule:
 * k8s.io/component-helpers/resource, PodRequests).
 */
export function requestsOf(object: KubeObject): Amount {
  return {cpu: requested(object, 'cpu'), memory: requested(object, 'memory')};
}

function requested(object: KubeObject, resource: Resource): number {
  let [running, sidecars, starting] = [0, 0, 0];
  // Init containers and sidecars come first, as they start.
  for (const container of containersOf(object)) {
    const own = requestOf(container, resource);
    if (container.role === 'container') running += own;
    else if (container.role === 'sidecar') sidecars += own;
    else starting = Math.max(starting, sidecars + own);
  }
  const pod = podSpecOf(object)?.spec;
  const whole = pod === undefined ? undefined : parseQuantity(fieldOf(fieldOf(pod['resources'], 'requests'), resource));
  const overhead = parseQuantity(fieldOf(pod?.['overhead'], resource)) ?? 0;
  return (whole ?? Math.max(running + sidecars, starting)) + overhead;
}

type Resource = keyof Amount;

/** A container with a limit and no request asks for its limit: so the API server completes it. */
function requestOf(container: ContainerOf, resource: Resource): number {
  return parseQuantity(resourceOf(container, 'requests', resource) ?? resourceOf(container, 'limits', resource)) ?? 0;
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)[name]
    : undefined;
}

/** What a node offers to pods; 0 where it says nothing. */
export function allocatableOf(node: KubeObject): Amount {
  const offered = (node.status?.['allocatable'] ?? {}) as Readonly<Record<string, Json>>;
  return {cpu: parseQuantity(offered['cpu']) ?? 0, memory: parseQuantity(offered['memory']) ?? 0};
}
