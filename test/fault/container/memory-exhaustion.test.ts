import test from 'ava';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import type {InjectTools, Target} from '../../../src/fault/fault.ts';
import {type MemoryMark, type MemoryReading, memoryExhaustion} from '../../../src/fault/container/memory-exhaustion.ts';
import {NotExercisedError} from '../../../src/fault/not-exercised.ts';
import {systemClock} from '../../../src/system/clock.ts';

const target: Target = {
  kind: 'container',
  name: 'web-1',
  namespace: 'shop',
  uid: 'uid-1',
  node: 'worker',
  container: 'app',
  containerId: 'containerd://c0ffee',
};
const looked = `version=1
container=/sys/fs/cgroup/memory/pod/c0ffee
cgroup=/sys/fs/cgroup/memory/pod/c0ffee
limit=134217728
usage=33554432
pid=42
start=777
adjustment=990
command=web
runType=tmpfs
runFree=12000000000
available=20000000000
cache=0`.replaceAll('\n', '\0');
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'web-1'},
  spec: {containers: [{name: 'app', resources: {requests: {memory: '64Mi'}}}]},
};

function tools(stdout: string): {
  readonly calls: {readonly node: string; readonly args: readonly string[]}[];
  readonly tools: InjectTools;
} {
  const calls: {node: string; args: readonly string[]}[] = [];
  const script = async (node: string, _script: string, args: readonly string[] = []) => {
    calls.push({node, args});
    return {stdout, stderr: '', exitCode: 0, durationMs: 1};
  };
  const cluster = {shell: {script}, api: {get: async () => pod}} as unknown as Cluster;
  return {
    calls,
    tools: {
      cluster,
      clock: systemClock,
      signal: new AbortController().signal,
      tell: () => undefined,
      directRequests: [],
    },
  };
}

test('the mark names victim, limit and file, survives JSON, and is all that inject and undo need', async (t) => {
  const {calls, tools: effects} = tools(looked);
  const mark = await memoryExhaustion.mark([target], {}, effects);
  t.like(mark, {
    node: 'worker',
    podUid: 'uid-1',
    containerId: 'c0ffee',
    limitBytes: 134_217_728,
    requestBytes: 67_108_864,
    cgroupVersion: 1,
  });
  t.deepEqual(mark.victim, {pid: 42, startTicks: '777', command: 'web', oomScoreAdj: 990});
  const read = JSON.parse(JSON.stringify(mark)) as MemoryMark;
  await memoryExhaustion.inject(read, effects);
  await memoryExhaustion.undo(read, effects);
  t.deepEqual(calls[1]?.args, [
    `seatrial-hog-${mark.id}`,
    `/run/seatrial-${mark.id}`,
    mark.cgroup,
    '42',
    '777',
    '134217728',
    '150994944',
  ]);
  t.deepEqual(calls[2]?.args, [mark.id, `/run/seatrial-${mark.id}`, '42', '777', '990']);
});

test('without a limit the container is filled and not killed', async (t) => {
  const {calls, tools: effects} = tools(looked.replace('limit=134217728', 'limit='));
  const mark = await memoryExhaustion.mark([target], {}, effects);
  await memoryExhaustion.inject(mark, effects);
  t.is(mark.limitBytes, null);
  t.is(calls[1]?.args[5], '');
  t.is(mark.fillBytes, 8 * 67_108_864);
});

test('zero targets, two targets and a pod without a running container are not exercised', async (t) => {
  const {tools: effects} = tools(looked);
  const {containerId: _id, ...waiting} = target;
  for (const targets of [[], [target, target], [waiting]]) {
    await t.throwsAsync(memoryExhaustion.mark(targets, {}, effects), {instanceOf: NotExercisedError});
  }
});

test('a receipt is a new record of the kernel, or far more than the request taken without one', (t) => {
  const reading: MemoryReading = {
    pod: 'web-1',
    podUid: 'uid-1',
    container: 'app',
    containerId: 'c0ffee',
    unlimited: false,
    kernelLine: null,
    requestBytes: 100,
    fillBytes: 800,
    reachedBytes: 50,
  };
  const killed = {...reading, kernelLine: '[1.0] oom-kill:', reachedBytes: null};
  t.true(memoryExhaustion.proves(reading, killed));
  t.false(memoryExhaustion.proves(reading, {...reading, reachedBytes: 1000}));
  t.false(memoryExhaustion.proves(killed, killed));
  const free = {...reading, unlimited: true};
  t.true(memoryExhaustion.proves(free, {...free, reachedBytes: 840}));
  t.false(memoryExhaustion.proves(free, {...free, reachedBytes: 150}));
  t.false(memoryExhaustion.proves(free, {...free, reachedBytes: null}));
  t.false(memoryExhaustion.proves(free, {...free, reachedBytes: 800, kernelLine: '[1.0] oom-kill:'}));
});
