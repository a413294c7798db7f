import {intOrPercent} from './percents.ts';
import {runPod, stop} from './kubelet.ts';
import {newPod, tellPod} from './pods.ts';
import type {Node, Pod, World} from './state.ts';
import type {Workload} from './subject.ts';

/** What a controller takes to act on a change, ms. */
const actsMs = 60;
/** What the scheduler takes for a pod, ms. */
const schedulesMs = 80;

/** The revision that each workload is to have. */
const wanted = new WeakMap<World, Map<string, number>>();

export function revisionOf(world: World, {name}: Workload): number {
  return wanted.get(world)?.get(name) ?? 1;
}

/** A workload is to have a new revision from now on. */
export function rollOut(world: World, workload: Workload): void {
  const of = wanted.get(world) ?? new Map<string, number>();
  wanted.set(world, of.set(workload.name, revisionOf(world, workload) + 1));
  reconcile(world, workload);
}

/** The controller of a workload looks again in a moment. */
export function reconcile(world: World, workload: Workload): void {
  world.time.in(actsMs, () => {
    if (workload.kind === 'Deployment') keepDeployment(world, workload);
    else if (workload.kind === 'StatefulSet') keepStatefulSet(world, workload);
    else keepDaemonSet(world, workload);
  });
}

/** Asks a pod to end. Without grace its object is gone at once, and its processes a moment later. */
export function deletePod(world: World, pod: Pod, graceMs: number, onChange: (pod: Pod) => void): void {
  if (pod.isGone || pod.ending !== undefined) return;
  pod.ending = {sinceMs: world.time.nowMs(), graceMs};
  if (graceMs === 0 || pod.node === undefined) {
    pod.isGone = true;
    world.pods.delete(pod);
  }
  tellPod(world, pod);
  onChange(pod);
  reconcile(world, pod.workload);
  if (pod.node?.isUp === true) world.time.in(30, () => pod.containers.forEach((one) => stop(world, one, graceMs)));
}

function isActive({isGone, ending}: Pod): boolean {
  return !isGone && ending === undefined;
}

function podsOf(world: World, {name}: Workload): readonly Pod[] {
  return [...world.pods].filter(({workload}) => workload.name === name);
}

/** Ready for as long as the workload wants to see it so; asks again when that is to be. */
function isAvailable(world: World, {isReady, readySinceMs, workload}: Pod): boolean {
  if (!isReady) return false;
  const leftMs = readySinceMs + workload.minReadyS * 1000 - world.time.nowMs();
  if (leftMs > 0) world.time.in(leftMs, () => reconcile(world, workload));
  return leftMs <= 0;
}

const listeners = new WeakMap<World, (pod: Pod) => void>();

/** Who is told when a controller has made or ended a pod. */
export function onPods(world: World, heard: (pod: Pod) => void): void {
  listeners.set(world, heard);
}

const told = (world: World): ((pod: Pod) => void) => listeners.get(world) ?? (() => undefined);

function keepDeployment(world: World, workload: Workload): void {
  const {replicas, surge, unavailable, graceS} = workload;
  const revision = revisionOf(world, workload);
  const active = podsOf(world, workload).filter(isActive);
  const young = active.filter((pod) => pod.revision === revision);
  const old = active.filter((pod) => pod.revision !== revision);
  const extra = old.length === 0 ? 0 : intOrPercent(surge, replicas, Math.ceil);
  const least = replicas - Math.max(extra === 0 ? 1 : 0, intOrPercent(unavailable, replicas, Math.floor));
  const makes = Math.min(replicas - young.length, replicas + extra - active.length);
  for (let made = 0; made < makes; made += 1) make(world, workload, revision, undefined);
  const available = active.filter((pod) => isAvailable(world, pod)).length;
  let mayGo = available - least;
  for (const pod of old.toSorted((one, other) => Number(one.isReady) - Number(other.isReady))) {
    if (pod.isReady && mayGo <= 0) break;
    if (pod.isReady) mayGo -= 1;
    deletePod(world, pod, graceS * 1000, told(world));
  }
}

function keepStatefulSet(world: World, workload: Workload): void {
  const {replicas, graceS} = workload;
  const revision = revisionOf(world, workload);
  const pods = podsOf(world, workload);
  const at = (ordinal: number): Pod | undefined => pods.find(({name}) => name === `${workload.name}-${ordinal}`);
  for (let ordinal = 0; ordinal < replicas; ordinal += 1) {
    const pod = at(ordinal);
    if (pod === undefined) return make(world, workload, revision, ordinal);
    if (!isActive(pod) || !isAvailable(world, pod)) return;
  }
  // All are ready: the next of an older revision, from the last one down.
  for (let ordinal = replicas - 1; ordinal >= 0; ordinal -= 1) {
    const pod = at(ordinal);
    if (pod !== undefined && !isAvailable(world, pod)) return;
    if (pod !== undefined && pod.revision !== revision) return deletePod(world, pod, graceS * 1000, told(world));
  }
}

function keepDaemonSet(world: World, workload: Workload): void {
  const revision = revisionOf(world, workload);
  const pods = podsOf(world, workload);
  const places = world.nodes.filter(({role}) => role === 'worker').slice(0, workload.replicas);
  const empty = places.filter((node) => !pods.some((pod) => pod.node === node));
  for (const node of empty) make(world, workload, revision, undefined, node);
  // A node without a pod counts as one that is unavailable.
  if (empty.length > 0 || pods.some((pod) => !isActive(pod) || !isAvailable(world, pod))) return;
  const old = pods.find((pod) => pod.revision !== revision);
  if (old !== undefined) deletePod(world, old, workload.graceS * 1000, told(world));
}

function make(world: World, workload: Workload, revision: number, ordinal: number | undefined, node?: Node): void {
  const pod = newPod(world, workload, revision, ordinal);
  if (node !== undefined) pod.node = node;
  tellPod(world, pod);
  world.time.in(schedulesMs, () => schedule(world, pod));
}

/** Puts a pod on a node that takes it; where none does, it says so and waits. */
function schedule(world: World, pod: Pod): void {
  if (pod.isGone || pod.ending !== undefined) return;
  pod.node ??= placeFor(world, pod);
  pod.unscheduled = pod.node === undefined ? '0/5 nodes are available' : undefined;
  tellPod(world, pod);
  told(world)(pod);
  if (pod.node === undefined) world.time.in(1000, () => schedule(world, pod));
  else runPod(world, pod);
}

/** The zone, and then the node in it, with the fewest pods of the workload. */
function placeFor(world: World, {workload}: Pod): Node | undefined {
  const open = world.nodes.filter(({role, isReady, isCordoned}) => role === 'worker' && isReady && !isCordoned);
  if (!workload.spread) return open[0];
  const own = podsOf(world, workload).filter(isActive);
  const inZone = (node: Node): number => own.filter((pod) => pod.node?.zone === node.zone).length;
  const onNode = (node: Node): number => own.filter((pod) => pod.node === node).length;
  return open.toSorted((one, other) => inZone(one) - inZone(other) || onNode(one) - onNode(other))[0];
}
