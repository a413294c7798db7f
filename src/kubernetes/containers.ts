import type {Json, KubeObject} from './kube-object.ts';

type JsonObject = {readonly [key: string]: Json};

/** One container of a pod or a workload, and where it stands in its object. */
export interface ContainerOf {
  readonly name: string;
  /** A native sidecar is an init container with restartPolicy Always: it runs as long as the pod. */
  readonly role: 'container' | 'init' | 'sidecar';
  readonly spec: JsonObject;
  /** E.g. `spec.template.spec.initContainers[0]`. */
  readonly path: string;
}

/** The pod spec inside a Pod, a workload or a CronJob with its path; undefined for other kinds. */
export function podSpecOf(object: KubeObject): {readonly spec: JsonObject; readonly path: string} | undefined {
  const path =
    object.kind === 'Pod'
      ? 'spec'
      : object.kind === 'CronJob'
        ? 'spec.jobTemplate.spec.template.spec'
        : 'spec.template.spec';
  let at: Json | undefined = object as unknown as JsonObject;
  for (const key of path.split('.')) at = isObject(at) ? at[key] : undefined;
  return isObject(at) ? {spec: at, path} : undefined;
}

/** The labels of a pod, or those that a workload gives its pods. */
export function podLabelsOf(object: KubeObject): Readonly<Record<string, string>> {
  if (object.kind === 'Pod') return object.metadata.labels ?? {};
  const {template} = (object.spec ?? {}) as {readonly template?: Pick<KubeObject, 'metadata'>};
  return template?.metadata?.labels ?? {};
}

/** All containers that have a name: init containers and native sidecars first, as they start. */
export function containersOf(object: KubeObject): readonly ContainerOf[] {
  const pod = podSpecOf(object);
  if (pod === undefined) return [];
  return ['initContainers', 'containers'].flatMap((list) =>
    itemsOf(pod.spec[list]).flatMap((spec, index) => {
      const {name} = spec;
      const role = list === 'containers' ? 'container' : spec['restartPolicy'] === 'Always' ? 'sidecar' : 'init';
      return typeof name === 'string' ? [{name, role, spec, path: `${pod.path}.${list}[${index}]`} as const] : [];
    }),
  );
}

/** A request or limit as written; undefined when it is null. */
export function resourceOf(
  container: ContainerOf,
  list: 'requests' | 'limits',
  resource: 'cpu' | 'memory',
): Json | undefined {
  return valueIn(container.spec, list, resource);
}

/** The same, or what its whole pod declares: that bounds the container too. */
export function declaredFor(
  object: KubeObject,
  container: ContainerOf,
  list: 'requests' | 'limits',
  resource: 'cpu' | 'memory',
): Json | undefined {
  const pod = podSpecOf(object)?.spec;
  return resourceOf(container, list, resource) ?? (pod === undefined ? undefined : valueIn(pod, list, resource));
}

function valueIn({resources}: JsonObject, list: 'requests' | 'limits', resource: 'cpu' | 'memory'): Json | undefined {
  const values = isObject(resources) ? resources[list] : undefined;
  return isObject(values) ? (values[resource] ?? undefined) : undefined;
}

/** The status the kubelet reports of one container. */
export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  /** Without the runtime's prefix. */
  readonly containerId: string;
  readonly startedAt: string | undefined;
  readonly waiting: {readonly reason: string; readonly message: string} | undefined;
  readonly lastTerminated: Termination | undefined;
  readonly terminated: Termination | undefined;
}

/** How a container ended, as the kubelet reports it. */
export interface Termination {
  readonly reason: string;
  readonly exitCode: number;
  readonly containerId: string;
  readonly finishedAt: string;
}

/** Statuses of all containers of a pod, init containers included. */
export function statusesOf(pod: KubeObject): readonly ContainerStatus[] {
  return ['initContainerStatuses', 'containerStatuses'].flatMap((list) => itemsOf(pod.status?.[list]).map(statusOf));
}

/** True when the Ready condition of a pod or a node is True. */
export function isReady(pod: KubeObject): boolean {
  return itemsOf(pod.status?.['conditions']).some(
    (condition) => condition['type'] === 'Ready' && condition['status'] === 'True',
  );
}

function statusOf(status: JsonObject): ContainerStatus {
  const state = objectAt(status, 'state');
  const running = objectAt(state, 'running');
  const waiting = objectAt(state, 'waiting');
  return {
    name: text(status['name']),
    ready: status['ready'] === true,
    restartCount: Number(status['restartCount'] ?? 0),
    containerId: plainId(status['containerID']),
    startedAt: running === undefined ? undefined : text(running['startedAt']),
    waiting: waiting === undefined ? undefined : {reason: text(waiting['reason']), message: text(waiting['message'])},
    lastTerminated: terminationOf(objectAt(objectAt(status, 'lastState'), 'terminated')),
    terminated: terminationOf(objectAt(state, 'terminated')),
  };
}

function terminationOf(state: JsonObject | undefined): Termination | undefined {
  if (state === undefined) return undefined;
  return {
    reason: text(state['reason']),
    exitCode: Number(state['exitCode'] ?? 0),
    containerId: plainId(state['containerID']),
    finishedAt: text(state['finishedAt']),
  };
}

/** A container's ID without its runtime's prefix; empty for none. */
export function plainId(value: Json | undefined): string {
  return text(value).replace(/^.*:\/\//, '');
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function objectAt(object: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = object?.[key];
  return isObject(value) ? value : undefined;
}

function itemsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a container has something done before it is told to end. */
export function hasPreStop({spec}: Pick<ContainerOf, 'spec'>): boolean {
  return (spec['lifecycle'] as {readonly preStop?: unknown} | undefined)?.preStop !== undefined;
}
