import type {Json, KubeObject} from '../../src/kubernetes/kube-object.ts';
import {namespace, specOf, stamp, uidOf} from './objects.ts';
import {type Fields, type Pod, present, type RunningContainer, type World} from './state.ts';
import type {Workload} from './subject.ts';

/** A pod that is there from now on, on no node yet. */
export function newPod(world: World, workload: Workload, revision: number, ordinal: number | undefined): Pod {
  const number = world.next();
  const suffix = ordinal === undefined ? number.toString(36).padStart(5, 'x') : String(ordinal);
  const middle = workload.kind === 'Deployment' ? `-${hashOf(revision)}` : '';
  const pod: Pod = {
    uid: uidOf(number),
    name: `${workload.name}${middle}-${suffix}`,
    ip: `198.19.${(number >> 8) & 255}.${number & 255}`,
    workload,
    revision,
    createdMs: world.time.nowMs(),
    node: undefined,
    unscheduled: undefined,
    containers: [],
    ending: undefined,
    isGone: false,
    isReady: false,
    readySinceMs: world.time.nowMs(),
    isInitialized: false,
  };
  const containers = workload.containers.map((spec): RunningContainer => ({
    pod,
    spec,
    id: '',
    startedMs: 0,
    restarts: 0,
    process: undefined,
    last: undefined,
    isStarted: false,
    isReady: false,
    isStopping: false,
    ends: 0,
  }));
  Object.assign(pod, {containers});
  world.pods.add(pod);
  return pod;
}

/** Tells the history how a pod is now. */
export function tellPod(world: World, pod: Pod): void {
  const object = podObject(world, pod);
  world.tell(pod.isGone ? {kind: 'object', is: 'gone', object} : present(object));
}

/** A pod as the API has it. */
export function podObject(world: World, pod: Pod): KubeObject {
  const {name, uid, workload, revision, createdMs, node, ending, ip} = pod;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid,
      creationTimestamp: stamp(createdMs),
      labels: {app: workload.name, ...revisionLabel(workload, revision)},
      ownerReferences: [ownerOf(workload, revision)],
      ...(ending === undefined ? {} : {deletionTimestamp: stamp(ending.sinceMs + ending.graceMs)}),
    },
    spec: {
      ...specOf(workload, revision),
      ...(ending === undefined ? {} : {terminationGracePeriodSeconds: workload.graceS}),
      ...(node === undefined ? {} : {nodeName: node.name}),
    },
    status: statusOf(world, pod, ip),
  };
}

function statusOf(world: World, pod: Pod, podIP: string): Fields {
  const {isReady, readySinceMs, createdMs, unscheduled, isInitialized, containers, node} = pod;
  const condition = (type: string, is: boolean, sinceMs: number, message?: string): Json => ({
    type,
    status: is ? 'True' : 'False',
    lastTransitionTime: stamp(sinceMs),
    ...(message === undefined ? {} : {reason: 'Unschedulable', message}),
  });
  const statuses = (role: 'container' | 'init'): readonly Json[] =>
    containers.filter(({spec}) => spec.role === role).map((one) => containerStatus(world, one));
  return {
    phase: node === undefined || !isInitialized ? 'Pending' : 'Running',
    conditions: [
      condition('PodScheduled', unscheduled === undefined, createdMs, unscheduled),
      condition('Initialized', isInitialized, createdMs),
      condition('Ready', isReady, readySinceMs),
      condition('ContainersReady', isReady, readySinceMs),
    ],
    ...(node === undefined ? {} : {podIP, startTime: stamp(createdMs)}),
    containerStatuses: statuses('container'),
    ...(containers.some(({spec}) => spec.role === 'init') ? {initContainerStatuses: statuses('init')} : {}),
  };
}

function containerStatus(_world: World, container: RunningContainer): Json {
  const {spec, id, startedMs, restarts, process, last, isReady, isStarted, pod} = container;
  const ended =
    last === undefined
      ? undefined
      : {
          exitCode: last.exitCode,
          reason: last.reason,
          startedAt: stamp(last.startedMs),
          finishedAt: stamp(last.finishedMs),
          containerID: `containerd://${last.containerId}`,
        };
  const init = spec.role === 'init';
  const state: Json =
    init && pod.isInitialized
      ? {
          terminated: {
            exitCode: 0,
            reason: 'Completed',
            startedAt: stamp(pod.createdMs),
            finishedAt: stamp(pod.createdMs),
          },
        }
      : process !== undefined
        ? {running: {startedAt: stamp(startedMs)}}
        : ended !== undefined
          ? {terminated: ended}
          : {waiting: {reason: 'ContainerCreating'}};
  return {
    name: spec.name,
    ready: init ? pod.isInitialized : isReady,
    restartCount: restarts,
    image: `world/${spec.name}:${pod.revision}`,
    imageID: `world/${spec.name}@sha256:${'0'.repeat(64)}`,
    ...(id === '' ? {} : {containerID: `containerd://${id}`}),
    started: init ? false : isStarted && process !== undefined,
    state,
    lastState: process !== undefined && ended !== undefined ? {terminated: ended} : {},
  };
}

/** An Event of the kubelet about a container. */
export function tellEvent(world: World, {pod, spec}: RunningContainer, reason: string, message: string): void {
  world.tell(
    present({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {name: `${pod.name}.${world.next().toString(16)}`, namespace, uid: uidOf(world.next())},
      involvedObject: {
        kind: 'Pod',
        namespace,
        name: pod.name,
        uid: pod.uid,
        fieldPath: `spec.containers{${spec.name}}`,
      },
      reason,
      message,
      type: reason === 'Killing' ? 'Normal' : 'Warning',
      source: {component: 'kubelet', host: pod.node?.name ?? ''},
      count: 1,
      firstTimestamp: stamp(world.time.nowMs()),
      lastTimestamp: stamp(world.time.nowMs()),
    }),
  );
}

/** The name that a revision gives the pods of a Deployment. */
export function hashOf(revision: number): string {
  return `abc${revision}`;
}

function revisionLabel({kind, name}: Workload, revision: number): Readonly<Record<string, string>> {
  return kind === 'Deployment'
    ? {'pod-template-hash': hashOf(revision)}
    : {'controller-revision-hash': `${name}-${hashOf(revision)}`};
}

function ownerOf({kind, name}: Workload, revision: number) {
  return kind === 'Deployment'
    ? {kind: 'ReplicaSet', name: `${name}-${hashOf(revision)}`, uid: `set-${name}-${revision}`, controller: true}
    : {kind, name, uid: `workload-${name}`, controller: true};
}
