import test from 'ava';
import {attachCluster, reachCluster} from '../../../src/cluster/kind/attach.ts';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {readGuards} from '../../../src/cluster/kind/nodes/guards.ts';
import {waitPatiently} from '../../../src/cluster/wait-patiently.ts';
import type {Fault, Target} from '../../../src/fault/fault.ts';
import {type FaultName, faults} from '../../../src/fault/faults.ts';
import type {Json} from '../../../src/kubernetes/kube-object.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {exec} from '../../../src/system/exec.ts';
import {openStream} from '../../../src/system/stream.ts';
import {testCluster, giveBack, owner} from './test-cluster.ts';
import {guardHost} from './host-guard.ts';
import {asBefore, injected, killedInjector, leftovers, toolsOf} from './injections.ts';
import {ofToday} from '../turns.ts';
import {nodeTarget, podTargets, workload} from './workload.ts';

const namespace = 'overlap-test';
const effects = {exec, openStream};

test.after.always('give the cluster back', giveBack);

/**
 * Faults at the same time, each on another worker: those with a pod of the workload come first. One set a day; the last
 * ones leave two nodes down at once.
 */
const overlaps: readonly (readonly (readonly [FaultName, worker: number])[])[] = [
  [
    ['node-pause', 0],
    ['node-drain', 1],
    ['node-power-off', 2],
  ],
  [
    ['kubelet-stop', 0],
    ['node-partition', 1],
    ['node-pause', 2],
  ],
  [
    ['node-power-off', 0],
    ['node-power-off', 3],
    ['kubelet-stop', 1],
  ],
];

for (const overlap of ofToday(overlaps)) {
  const names = overlap.map(([name, worker]) => `${name} on worker ${worker}`).join(', ');
  test.serial(
    `${names}: all injectors killed, all undone newest first on a cluster that is reached as it is`,
    async (t) => {
      const cluster = await testCluster();
      await using _pods = await workload(cluster, namespace);
      const found = await leftovers(cluster, namespace);
      const tools = toolsOf(cluster);
      const workers = hostsFirst(cluster, await podTargets(cluster, namespace));
      const marks: {readonly fault: Fault; readonly mark: Json}[] = [];
      for (const [name, worker] of overlap) {
        const fault: Fault = faults[name];
        const mark = await fault.mark([nodeTarget(workers[worker] ?? '')], {}, tools);
        marks.unshift({fault, mark});
        await killedInjector(name, mark, cluster, 900);
      }
      const {name, kubeconfig} = cluster;
      const reached = await reachCluster({name, kubeconfig, owner, effects, clock});
      t.deepEqual(
        reached.nodes.map(({address}) => address),
        cluster.nodes.map(({address}) => address),
      );
      for (const {fault, mark} of marks) await fault.undo(mark, toolsOf(reached));
      await asBefore(cluster, found, namespace);
      await attachCluster({name, kubeconfig, owner, effects, clock});
      t.is((await podTargets(cluster, namespace)).length, 3);
    },
  );
}

test.serial(
  'node-power-off: from the start to the first packet of a pod the guards hold, and nothing leaves the host',
  async (t) => {
    const cluster = await testCluster();
    await using _pods = await workload(cluster, namespace);
    const found = await leftovers(cluster, namespace);
    const fault: Fault = faults['node-power-off'];
    const tools = toolsOf(cluster);
    const node = (await podTargets(cluster, namespace))[0]?.node ?? '';
    await using host = await guardHost(cluster);
    const mark = await fault.mark([nodeTarget(node)], {}, tools);
    await injected(fault, mark, await fault.read(mark, tools), tools);
    await fault.undo(mark, tools);
    await t.notThrowsAsync(readGuards(cluster.shell, node));
    const units =
      'for unit in seatrial-guard containerd kubelet; do systemctl show -P ActiveEnterTimestampMonotonic "$unit"; done';
    const times = await waitPatiently(
      {what: 'kubelet to be active', withinMs: 30_000, everyMs: 300, clock},
      async () => {
        const seen = (await cluster.shell.script(node, units)).stdout.split('\n').map(Number);
        return seen.every((time) => time > 0) ? {done: seen} : {seen: seen.join(' ')};
      },
    );
    const [guard = 0, containerd = 0, kubelet = 0] = times;
    t.true(guard < containerd && guard < kubelet, times.join(' '));
    await asBefore(cluster, found, namespace);
    t.is(await host.leaked(), 0);
  },
);

function hostsFirst({nodes}: Cluster, pods: readonly Target[]): readonly string[] {
  const workers = nodes.filter(({role}) => role === 'worker').map(({name}) => name);
  return [...new Set([...pods.map(({node}) => node), ...workers])];
}
