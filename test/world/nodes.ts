import {deletePod} from './controllers.ts';
import {end, runPod, settle} from './kubelet.ts';
import {stamp} from './objects.ts';
import {tellPod} from './pods.ts';
import {type Node, type Pod, present, type World} from './state.ts';

/** The control plane's patience with a silent node, and how often it looks and hears, ms. */
export const timings = {nodeMonitorGraceMs: 50_000, nodeMonitorPeriodMs: 5000};
const renewsMs = 10_000;
const toleratedMs = 300_000;
/** What a machine takes to boot until its kubelet speaks, ms. */
const bootsMs = 9000;

export function newNodes(): readonly Node[] {
  const node = (name: string, zone: string, role: Node['role']): Node => ({
    name,
    zone,
    role,
    isUp: true,
    isBooted: true,
    isReady: true,
    isCordoned: false,
  });
  return [
    node('control-plane', '', 'control-plane'),
    node('w1', 'a', 'worker'),
    node('w2', 'a', 'worker'),
    node('w3', 'b', 'worker'),
    node('w4', 'c', 'worker'),
  ];
}

export function tellNode(world: World, {name, zone, role, isReady, isCordoned}: Node): void {
  const taint = role === 'control-plane' ? [{key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'}] : [];
  world.tell(
    present({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        uid: `node-${name}`,
        labels: {
          'kubernetes.io/hostname': name,
          ...(zone === '' ? {} : {'topology.kubernetes.io/zone': zone}),
          ...(role === 'control-plane' ? {'node-role.kubernetes.io/control-plane': ''} : {}),
        },
      },
      spec: {taints: taint, ...(isCordoned ? {unschedulable: true} : {})},
      status: {
        allocatable: {cpu: '4', memory: '8Gi', pods: '110'},
        conditions: [
          {type: 'Ready', status: isReady ? 'True' : 'Unknown', lastTransitionTime: stamp(world.time.nowMs())},
        ],
      },
    }),
  );
}

/** A node loses its power: all that ran on it is gone, and nobody says so until the control plane misses it. */
export function loseNode(world: World, node: Node, onChange: (pod: Pod) => void): void {
  node.isUp = false;
  node.isBooted = false;
  for (const pod of podsOn(world, node))
    for (const {process} of pod.containers) if (process !== undefined) end(world, process, 255, 'Unknown');
  const lastHeardMs = renewsMs * world.random();
  const missedMs = timings.nodeMonitorGraceMs - lastHeardMs + timings.nodeMonitorPeriodMs * world.random();
  world.time.in(missedMs, () => {
    if (node.isUp) return;
    node.isReady = false;
    tellNode(world, node);
    for (const pod of podsOn(world, node)) {
      if (pod.isReady) {
        pod.isReady = false;
        pod.readySinceMs = world.time.nowMs();
        tellPod(world, pod);
        onChange(pod);
      }
      if (pod.workload.kind === 'DaemonSet') continue;
      world.time.in(toleratedMs, () => {
        if (!node.isReady) deletePod(world, pod, pod.workload.graceS * 1000, onChange);
      });
    }
  });
}

/** It boots again; what was on it starts where it was, but for what was to go meanwhile. */
export function returnNode(world: World, node: Node, onChange: (pod: Pod) => void): void {
  node.isUp = true;
  world.time.in(bootsMs, () => {
    node.isBooted = true;
    node.isReady = true;
    tellNode(world, node);
    for (const pod of podsOn(world, node)) {
      if (pod.ending !== undefined) {
        pod.isGone = true;
        world.pods.delete(pod);
        tellPod(world, pod);
        onChange(pod);
        continue;
      }
      for (const container of pod.containers) {
        if (container.spec.role !== 'container') continue;
        container.restarts += 1;
        container.isReady = false;
        // A start after a boot is no start after a crash.
        container.ends = 0;
      }
      settle(world, pod);
      runPod(world, pod);
    }
  });
}

export function podsOn(world: World, node: Node): readonly Pod[] {
  return [...world.pods].filter((pod) => pod.node === node);
}
