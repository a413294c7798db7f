import test from 'ava';
import {containerKill, type ContainerKillReading} from '../../../src/fault/container/container-kill.ts';
import {NotExercisedError} from '../../../src/fault/not-exercised.ts';
import {fakeCluster, podObject, podTarget, reread} from '../fake-cluster.ts';

const ended = {reason: 'Error', exitCode: 137, containerID: 'containerd://id-a', finishedAt: '2026-01-01T00:00:00Z'};
const restarted = podObject('a', 'w1', {
  status: {
    containerStatuses: [
      {name: 'app', containerID: 'containerd://id-2', restartCount: 1, lastState: {terminated: ended}},
    ],
  },
});

test('the container is known by its ID, and the undo ends what the injection left on the node', async (t) => {
  const {tools, did} = fakeCluster([podObject('a')]);
  const mark = reread(await containerKill.mark([podTarget('a')], {}, tools));
  await containerKill.inject(mark, tools);
  await containerKill.undo(mark, tools);
  t.deepEqual(did.splice(0), [`script w1 seatrial-fault-${mark.id} id-a`, `script w1 ${mark.id}`]);
  await tools.cluster.power.kill(['w1']);
  await containerKill.undo(mark, tools);
  t.deepEqual(did, ['kill w1']);
});

test('two containers, and a pod without a running one, are not exercised', async (t) => {
  const {tools} = fakeCluster();
  const {containerId: _id, ...waiting} = podTarget('a');
  for (const targets of [[podTarget('a'), podTarget('b')], [waiting]]) {
    await t.throwsAsync(async () => containerKill.mark(targets, {}, tools), {instanceOf: NotExercisedError});
  }
});

test('the reading is the ending that the API tells of the pod with that UID', async (t) => {
  const fake = fakeCluster([podObject('a')]);
  const mark = await containerKill.mark([podTarget('a')], {}, fake.tools);
  t.like(await containerKill.read(mark, fake.tools), {
    pod: 'web-5f-a',
    containerId: 'id-a',
    restartCount: 0,
    ended: null,
  });
  fake.objects[0] = restarted;
  t.like(await containerKill.read(mark, fake.tools), {restartCount: 1, ended: {containerId: 'id-a', exitCode: 137}});
  fake.objects[0] = {...restarted, metadata: {...restarted.metadata, uid: 'another'}};
  t.like(await containerKill.read(mark, fake.tools), {restartCount: 0, ended: null});
  fake.objects.length = 0;
  t.like(await containerKill.read(mark, fake.tools), {ended: null});
});

test('a receipt is a new ending of that very container by SIGKILL', (t) => {
  const reading: ContainerKillReading = {
    pod: 'p',
    podUid: 'u',
    container: 'app',
    containerId: 'id-a',
    restartCount: 0,
    ended: null,
  };
  const kill = {containerId: 'id-a', exitCode: 137, reason: 'Error', finishedAt: ''};
  const after = {...reading, restartCount: 1, ended: kill};
  t.true(containerKill.proves(reading, after));
  t.false(containerKill.proves(reading, reading));
  t.false(containerKill.proves(after, after));
  t.false(containerKill.proves(reading, {...after, ended: {...kill, containerId: 'id-0'}}));
  t.false(containerKill.proves(reading, {...after, ended: {...kill, exitCode: 1}}));
});
