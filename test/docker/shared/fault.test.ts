import test from 'ava';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {readCapabilities} from '../../../src/cluster/capabilities.ts';
import type {Fault, Target} from '../../../src/fault/fault.ts';
import {type FaultName, faults} from '../../../src/fault/faults.ts';
import type {Json} from '../../../src/kubernetes/kube-object.ts';
import {testCluster, giveBack} from './test-cluster.ts';
import {asBefore, injected, killedInjector, leftovers, toolsOf} from './injections.ts';
import {ofToday} from '../turns.ts';
import {freshTargets, nodeTarget, podTargets, workload} from './workload.ts';

const namespace = 'fault-test';

/** Whom each fault is tried on, from the ready pods of a workload of three. */
const victims: Readonly<Record<FaultName, (pods: readonly Target[], cluster: Cluster) => readonly Target[]>> = {
  'memory-exhaustion': onePod,
  'pod-delete': onePod,
  'pod-evict': onePod,
  'container-kill': onePod,
  'container-pause': onePod,
  'slow-boot': onePod,
  'pod-partition': (pods) => pods,
  'evict-until-refused': (pods) => pods,
  'rolling-restart': (pods) => pods,
  'node-drain': itsNode,
  'node-power-off': (pods, cluster) => itsZone(pods, cluster),
  'node-pause': itsNode,
  'node-partition': itsNode,
  'kubelet-stop': itsNode,
};

let pods: AsyncDisposable | undefined;

/** One workload for all tests of this file: each begins with three ready pods of it that never restarted. */
test.before('make the workload', async () => {
  pods = await workload(await testCluster(), namespace);
});

test.after.always('take the workload away, and give the cluster back', async () => {
  await pods?.[Symbol.asyncDispose]();
  await giveBack();
});

test.serial('this cluster can do everything a fault needs', async (t) => {
  const {shell, nodes} = await testCluster();
  const there = await readCapabilities(shell, nodes[0]?.name ?? '');
  for (const [name, fault] of Object.entries(faults) as [string, Fault][])
    for (const need of fault.requires) t.true(there[need as keyof typeof there], `${name} needs ${need}`);
});

for (const [index, [name, fault]] of (Object.entries(faults) as [FaultName, Fault][]).entries()) {
  test.serial(
    `${name}: marked, injected, proved, undone twice; the cluster is as before and the subject comes back`,
    async (t) => {
      const cluster = await testCluster();
      const fresh = await freshTargets(cluster, namespace);
      const found = await leftovers(cluster, namespace);
      const tools = toolsOf(cluster);
      const mark = await fault.mark(victims[name](fresh, cluster), {}, tools);
      const before = await fault.read(mark, tools);
      t.false(fault.proves(before, await fault.read(mark, tools)));
      const after = await injected(fault, mark, before, tools);
      await fault.undo(mark, tools);
      await fault.undo(JSON.parse(JSON.stringify(mark)) as Json, tools);
      t.true(fault.proves(before, after));
      await asBefore(cluster, found, namespace);
      await podTargets(cluster, namespace);
    },
  );

  // The client library alone takes 0.3 s to load: a kill after 400 ms meets the first requests, one after 900 ms what
  // they began.
  for (const afterMs of ofToday([0, 400, 900], index)) {
    test.serial(
      `${name}: undone by another process when the injector was killed ${afterMs} ms after it began`,
      async (t) => {
        const cluster = await testCluster();
        const fresh = await freshTargets(cluster, namespace);
        const found = await leftovers(cluster, namespace);
        const tools = toolsOf(cluster);
        const mark = await fault.mark(victims[name](fresh, cluster), {}, tools);
        await killedInjector(name, mark, cluster, afterMs);
        await fault.undo(mark, tools);
        await fault.undo(mark, tools);
        await asBefore(cluster, found, namespace);
        t.is((await podTargets(cluster, namespace)).length, 3);
      },
    );
  }
}

function onePod(pods: readonly Target[]): readonly Target[] {
  return pods.slice(0, 1);
}

function itsNode(pods: readonly Target[]): readonly Target[] {
  return pods.slice(0, 1).map(({node}) => nodeTarget(node));
}

/** Both workers of zone a: a power-off of one node is a part of it. */
function itsZone(_pods: readonly Target[], {nodes}: Cluster): readonly Target[] {
  return nodes.filter(({role, zone}) => role === 'worker' && zone === 'a').map(({name}) => nodeTarget(name));
}
