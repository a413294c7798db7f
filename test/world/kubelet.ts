import {containerIdOf} from './objects.ts';
import {tellEvent, tellPod} from './pods.ts';
import {startProbes} from './probing.ts';
import type {Pod, Process, RunningContainer, World} from './state.ts';

/** What the kubelet and the runtime take to make a container run, and to notice that one has ended, ms. */
const creatingMs = 500;
const noticesMs = 1000;
/** How long a program goes on that is asked to end and lingers, ms. */
const lingersMs = 5000;
const firstBackOffMs = 10_000;
const mostBackOffMs = 300_000;
/** A container that ran so long begins with the shortest back-off again, ms. */
const forgetsMs = 600_000;

/** A kubelet that lets a pod run from now on: its init containers one after the other, then all others. */
export function runPod(world: World, pod: Pod): void {
  const init = pod.containers.filter(({spec}) => spec.role === 'init');
  const startMs = init.reduce((sum, {spec}) => sum + creatingMs + spec.program.startMs, 0);
  pod.isInitialized = init.length === 0;
  world.time.in(startMs, () => {
    if (pod.isGone || pod.ending !== undefined || pod.node?.isUp !== true) return;
    pod.isInitialized = true;
    for (const container of pod.containers)
      if (container.spec.role === 'container')
        world.time.in(creatingMs + 200 * world.random(), () => start(world, container));
  });
}

/** A container begins to run, with a new ID. */
export function start(world: World, container: RunningContainer): void {
  const {pod, spec} = container;
  if (pod.isGone || pod.ending !== undefined || pod.node?.isUp !== true || container.process !== undefined) return;
  container.id = containerIdOf(world.next());
  container.startedMs = world.time.nowMs();
  container.isStarted = spec.startup === undefined;
  container.isReady = false;
  container.isStopping = false;
  container.process = {
    container,
    opensMs: world.time.nowMs() + spec.program.startMs,
    isClosed: false,
    isPaused: false,
    isCutOff: undefined,
    hasEnded: false,
    counted: {opens: 0, bytes: 0, requests: 0},
  };
  startProbes(world, container, {
    onReady: (isReady) => setReady(world, container, isReady),
    onUnhealthy: (kind, grace) => {
      tellEvent(world, container, 'Killing', `Container ${spec.name} failed ${kind} probe, will be restarted`);
      stop(world, container, grace ?? pod.workload.graceS * 1000);
    },
  });
  if (spec.readiness === undefined && container.isStarted) setReady(world, container, true);
  tellPod(world, pod);
}

/** Asks a container to end: its hook, its signal, and what is left of its grace. */
export function stop(world: World, container: RunningContainer, graceMs: number): void {
  const {process, spec} = container;
  if (process === undefined || container.isStopping) return;
  container.isStopping = true;
  const hookMs = Math.min(spec.preStopS * 1000, graceMs);
  world.time.in(hookMs, () => terminate(world, process));
  // A hook that uses all of the grace gets two seconds more.
  const killMs = hookMs >= graceMs && hookMs > 0 ? graceMs + 2000 : Math.max(graceMs, 100);
  world.time.in(killMs, () => end(world, process, 137, 'Error'));
}

function terminate(world: World, process: Process): void {
  const {onTerm, latencyMs} = process.container.spec.program;
  if (process.hasEnded || process.isPaused || onTerm === 'ignores') return;
  if (onTerm === 'stops') return end(world, process, 143, 'Error');
  world.time.in(onTerm === 'lingers' ? lingersMs : 0, () => {
    process.isClosed = true;
    world.time.in(latencyMs + 50, () => end(world, process, 0, 'Completed'));
  });
}

const endings = new WeakMap<World, ((process: Process) => void)[]>();

/** Tells of every end of a process at once: the load's connections end with it. */
export function onEnd(world: World, heard: (process: Process) => void): void {
  endings.set(world, [...(endings.get(world) ?? []), heard]);
}

/** The processes of a container end; the kubelet notices, and starts it again where its pod is to go on. */
export function end(world: World, process: Process, exitCode: number, reason: string): void {
  if (process.hasEnded) return;
  process.hasEnded = true;
  for (const heard of endings.get(world) ?? []) heard(process);
  const {container} = process;
  const {pod} = container;
  const finishedMs = world.time.nowMs();
  container.process = undefined;
  container.last = {exitCode, reason, finishedMs, containerId: container.id, startedMs: container.startedMs};
  if (finishedMs - container.startedMs > forgetsMs) container.ends = 0;
  const waitMs = container.ends === 0 ? 0 : Math.min(mostBackOffMs, firstBackOffMs * 2 ** (container.ends - 1));
  container.ends += 1;
  world.time.in(noticesMs * world.random(), () => {
    if (pod.node?.isUp !== true || pod.isGone) return;
    setReady(world, container, false);
    tellPod(world, pod);
    if (pod.ending !== undefined) return leaveWhenEnded(world, pod);
    world.time.in(Math.max(creatingMs, finishedMs + waitMs - world.time.nowMs()), () => {
      if (container.process !== undefined) return;
      container.restarts += 1;
      start(world, container);
    });
  });
}

const leavings = new WeakMap<World, (pod: Pod) => void>();

/** Who is told when a pod's readiness or its being there has changed. */
export function onPodChange(world: World, heard: (pod: Pod) => void): void {
  leavings.set(world, heard);
}

/** The kubelet takes a pod's object away once none of its containers runs. */
export function leaveWhenEnded(world: World, pod: Pod): void {
  if (pod.isGone || pod.containers.some(({process}) => process !== undefined)) return;
  pod.isGone = true;
  world.pods.delete(pod);
  tellPod(world, pod);
  leavings.get(world)?.(pod);
}

/** A container is ready or not; its pod is when all of its containers are. */
export function setReady(world: World, container: RunningContainer, isReady: boolean): void {
  const {pod} = container;
  container.isReady = isReady;
  settle(world, pod);
}

/** Takes a pod's readiness from its containers', and tells when it has changed. */
export function settle(world: World, pod: Pod): void {
  const isReady = pod.containers.every(
    ({spec, isReady: own, process}) => spec.role === 'init' || (own && process !== undefined),
  );
  if (pod.isReady === isReady) return;
  pod.isReady = isReady;
  pod.readySinceMs = world.time.nowMs();
  tellPod(world, pod);
  leavings.get(world)?.(pod);
}
