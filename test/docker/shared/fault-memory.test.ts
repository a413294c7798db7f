import test from 'ava';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {sentinelImageOf} from '../../../src/cluster/harness/sentinels.ts';
import type {Fault, Target} from '../../../src/fault/fault.ts';
import {faults} from '../../../src/fault/faults.ts';
import type {MemoryMark, MemoryReading} from '../../../src/fault/container/memory-exhaustion.ts';
import {statusesOf} from '../../../src/kubernetes/containers.ts';
import {testCluster, giveBack} from './test-cluster.ts';
import {injected, killedInjector, toolsOf} from './injections.ts';
import {ready, shellImage, subjects, targetOf} from './subjects.ts';

const namespace = 'memory-test';
const resources = {requests: {memory: '32Mi'}, limits: {memory: '64Mi'}};
/** PID 1 waits while its child holds 30 MB: the child is the largest. */
const family = ['bash', '-c', 'bash -c \'printf -v held "%30000000s"; sleep infinity; echo\' & sleep infinity'];

test.after.always('give the cluster back', giveBack);

test.serial('memory-exhaustion: the killed container comes back, and nothing is charged to it any more', async (t) => {
  const cluster = await testCluster();
  const {'memory-exhaustion': fault} = faults;
  await using _pods = await subjects(cluster, namespace, {
    victim: {image: await sentinelImageOf(cluster.api), resources},
  });
  const target = await targetOf(cluster, namespace, 'victim');
  const tools = toolsOf(cluster);
  const mark = await fault.mark([target], {}, tools);
  await injected(fault as Fault, mark, await fault.read(mark, tools), tools);
  await fault.undo(mark, tools);
  t.deepEqual(await leftOn(cluster, target), []);
  const back = await ready(cluster, namespace, 'victim', 1);
  // The reason is the container runtime's to name, and it sometimes sees the exit before the kernel's record.
  t.is(statusesOf(back)[0]?.lastTerminated?.exitCode, 137);
});

for (const afterMs of [0, 100, 400]) {
  test.serial(
    `memory-exhaustion: a large limit, half filled when the injector was killed after ${afterMs} ms`,
    async (t) => {
      const cluster = await testCluster();
      const {'memory-exhaustion': fault} = faults;
      const large = {requests: {memory: '32Mi'}, limits: {memory: '1Gi'}};
      await using _pods = await subjects(cluster, namespace, {
        victim: {image: await sentinelImageOf(cluster.api), resources: large},
      });
      const target = await targetOf(cluster, namespace, 'victim');
      const tools = toolsOf(cluster);
      const mark = await fault.mark([target], {}, tools);
      await killedInjector('memory-exhaustion', mark, cluster, afterMs);
      await fault.undo(mark, tools);
      t.deepEqual(await leftOn(cluster, target), []);
      t.is(await adjustment(cluster, mark), String(mark.victim.oomScoreAdj));
      await fault.undo(mark, tools);
      t.deepEqual(await leftOn(cluster, target), []);
    },
  );
}

test.serial('memory-exhaustion: of many processes the largest is killed, and its neighbours are not', async (t) => {
  const cluster = await testCluster();
  const {'memory-exhaustion': fault} = faults;
  const image = {image: shellImage, resources};
  await using _pods = await subjects(cluster, namespace, {
    victim: {...image, command: family},
    neighbour: {...image, command: family},
  });
  const target = await targetOf(cluster, namespace, 'victim');
  const tools = toolsOf(cluster);
  const mark = await fault.mark([target], {}, tools);
  t.is(mark.victim.command, 'bash');
  const before = await fault.read(mark, tools);
  const after = (await injected(fault as Fault, mark, before, tools)) as MemoryReading;
  await fault.undo(mark, tools);
  t.regex(after.kernelLine ?? '', /task=bash/);
  t.deepEqual(await leftOn(cluster, target), []);
  t.is(await adjustment(cluster, mark), '');
  t.is(statusesOf(await ready(cluster, namespace, 'neighbour'))[0]?.restartCount, 0);
  // Version 1 kills the process; with version 2 the kubelet lets the whole container go.
  const restarts = statusesOf(await ready(cluster, namespace, 'victim', mark.cgroupVersion === 2 ? 1 : 0))[0]
    ?.restartCount;
  t.is(restarts, mark.cgroupVersion === 2 ? 1 : 0);
});

test.serial(
  'memory-exhaustion: a container without a limit takes far more than its request, and has it taken back',
  async (t) => {
    const cluster = await testCluster();
    const {'memory-exhaustion': fault} = faults;
    await using _pods = await subjects(cluster, namespace, {
      victim: {image: shellImage, command: family, resources: {requests: {memory: '40Mi'}}},
    });
    const target = await targetOf(cluster, namespace, 'victim');
    const tools = toolsOf(cluster);
    const mark = await fault.mark([target], {}, tools);
    t.is(mark.limitBytes, null);
    const before = await fault.read(mark, tools);
    await fault.inject(mark, tools);
    const after = await fault.read(mark, tools);
    t.true(fault.proves(before, after));
    t.true((after.reachedBytes ?? 0) >= 8 * after.requestBytes);
    await fault.undo(mark, tools);
    await fault.undo(mark, tools);
    t.true(((await fault.read(mark, tools)).reachedBytes ?? 0) < (before.reachedBytes ?? 0) + 8 * 1024 * 1024);
    t.deepEqual(await leftOn(cluster, target), []);
    t.is(statusesOf(await ready(cluster, namespace, 'victim'))[0]?.restartCount, 0);
  },
);

/** What a fault may have left on the victim's node: files, processes. */
async function leftOn(cluster: Cluster, {node}: Target): Promise<readonly string[]> {
  const {stdout} = await cluster.shell.script(
    node,
    `
    find /run -maxdepth 1 -name 'seatrial-*'
    grep -lsaF -f <(echo seatrial-hog-) /proc/[0-9]*/cmdline
    true`,
  );
  return stdout.split('\n').filter((line) => line !== '');
}

/** The victim's adjustment now; empty when it is gone. */
async function adjustment(cluster: Cluster, {node, victim}: MemoryMark): Promise<string> {
  return (await cluster.shell.script(node, 'cat "/proc/$1/oom_score_adj" 2>/dev/null; true', [String(victim.pid)]))
    .stdout;
}
