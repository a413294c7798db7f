import {refOf} from '../../history/state.ts';
import {containersOf, resourceOf} from '../../kubernetes/containers.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {parseQuantity} from '../../kubernetes/quantities.ts';
import {requestsOf} from '../../kubernetes/requests.ts';
import type {DeployFacts} from '../../history/facts.ts';
import {edited, stepsOf} from '../manifests/edit.ts';

/** What the workers together have left for requests. */
export interface Room {
  readonly cores: number;
  readonly bytes: number;
}

type Deviations = DeployFacts['deviations'][number][];

/** Nodes are never filled to the last core: the scheduler places whole pods. */
const usable = 0.9;
/** Fewer replicas than this would be another subject. */
const leastReplicas = 3;

/**
 * Only when the subject asks for more than the cluster has: fewer replicas (memory), then lower CPU requests. Limits
 * stay.
 */
export function fit(
  objects: readonly KubeObject[],
  room: Room,
  workers: number,
): {readonly objects: readonly KubeObject[]; readonly deviations: DeployFacts['deviations']} {
  const deviations: Deviations = [];
  const memory = sum(objects, 'memory', workers);
  const fewer =
    memory > room.bytes * usable
      ? objects.map((it) => withFewerReplicas(it, (room.bytes * usable) / memory, deviations))
      : objects;
  const cpu = sum(fewer, 'cpu', workers);
  const lower =
    cpu > room.cores * usable ? fewer.map((it) => withLowerCpu(it, (room.cores * usable) / cpu, deviations)) : fewer;
  return {objects: lower, deviations};
}

/** How many pods an object stands for, on a cluster with so many workers. */
export function replicasOf(object: KubeObject, workers: number): number {
  if (object.kind === 'DaemonSet') return workers;
  const {replicas} = (object.spec ?? {}) as {readonly replicas?: number | null};
  return object.kind === 'Deployment' || object.kind === 'StatefulSet' || object.kind === 'ReplicaSet'
    ? (replicas ?? 1)
    : 1;
}

function sum(objects: readonly KubeObject[], resource: 'cpu' | 'memory', workers: number): number {
  return objects.reduce((total, it) => total + requestsOf(it)[resource] * replicasOf(it, workers), 0);
}

function withFewerReplicas(object: KubeObject, share: number, deviations: Deviations): KubeObject {
  const from = replicasOf(object, 1);
  const to = Math.max(Math.min(from, leastReplicas), Math.floor(from * share));
  if (to === from) return object;
  deviations.push({what: 'replicas lowered to fit the cluster', of: refOf(object), from, to});
  return edited(object, ['spec', 'replicas'], to);
}

function withLowerCpu(object: KubeObject, share: number, deviations: Deviations): KubeObject {
  return containersOf(object).reduce((result, container) => {
    const from = resourceOf(container, 'requests', 'cpu') ?? resourceOf(container, 'limits', 'cpu');
    const cores = parseQuantity(from);
    if (from === undefined || cores === undefined || cores === 0) return result;
    const to = `${Math.max(1, Math.floor(cores * share * 1000))}m`;
    deviations.push({
      what: 'CPU request lowered to fit the cluster',
      of: {...refOf(object), container: container.name},
      from,
      to,
    });
    return edited(result, [...stepsOf(container.path), 'resources', 'requests', 'cpu'], to);
  }, object);
}
