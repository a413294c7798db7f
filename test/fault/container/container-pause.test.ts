import test from 'ava';
import {containerPause, type ContainerPauseReading} from '../../../src/fault/container/container-pause.ts';
import {NotExercisedError} from '../../../src/fault/not-exercised.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {fakeCluster, podObject, podTarget, reread} from '../fake-cluster.ts';

const two = '7 100 S 1\n9 200 T 7';
const pod = podObject('a', 'w1', {
  spec: {containers: [{name: 'app', ports: [{containerPort: 80}], livenessProbe: {httpGet: {port: 8080}}}]},
  status: {podIP: '198.19.1.5'},
});

test('what was stopped before is known by number and start time, and left so by the undo', async (t) => {
  const fake = fakeCluster([pod]);
  fake.script = () => two;
  const mark = reread(await containerPause.mark([podTarget('a')], {}, fake.tools));
  t.like(mark, {which: 'all', address: '198.19.1.5', port: 8080, containerId: 'id-a', stopped: ['9:200']});
  fake.did.length = 0;
  await containerPause.inject(mark, fake.tools);
  await containerPause.undo(mark, fake.tools);
  t.deepEqual(fake.did.splice(0), [`script w1 seatrial-fault-${mark.id} id-a all`, `script w1 ${mark.id} id-a 9:200`]);
  await fake.tools.cluster.power.kill(['w1']);
  await containerPause.undo(mark, fake.tools);
  t.deepEqual(fake.did, ['kill w1']);
});

test("a container without a process, and two, are not exercised; an unknown choice is the user's mistake", async (t) => {
  const fake = fakeCluster([pod]);
  await t.throwsAsync(async () => containerPause.mark([podTarget('a')], {}, fake.tools), {
    instanceOf: NotExercisedError,
  });
  await t.throwsAsync(async () => containerPause.mark([podTarget('a'), podTarget('b')], {}, fake.tools), {
    instanceOf: NotExercisedError,
  });
  await t.throwsAsync(async () => containerPause.mark([podTarget('a')], {processes: 'some' as 'all'}, fake.tools), {
    instanceOf: UsageError,
  });
});

test('the reading is the state of each process and the answer to a request', async (t) => {
  const fake = fakeCluster([pod]);
  fake.script = (_node, text) => (text.includes('answer "$2"') ? `${two}\nanswer silent` : two);
  const mark = await containerPause.mark([podTarget('a')], {processes: 'first'}, fake.tools);
  t.like(await containerPause.read(mark, fake.tools), {
    which: 'first',
    running: ['7:100'],
    stopped: ['9:200'],
    answer: 'silent',
  });
  fake.script = () => '';
  t.like(await containerPause.read(mark, fake.tools), {running: [], stopped: [], answer: null});
});

const reading: ContainerPauseReading = {
  pod: 'p',
  podUid: 'u',
  container: 'app',
  containerId: 'id-a',
  which: 'all',
  running: ['7:1', '8:2'],
  stopped: [],
  answer: 'answered',
};

test('a receipt is every process that ran stopped and silence; what a probe started since does not count', (t) => {
  const paused = {...reading, running: ['20:9'], stopped: ['7:1', '8:2'], answer: 'silent'} as const;
  t.true(containerPause.proves(reading, paused));
  t.false(containerPause.proves(reading, reading));
  t.false(containerPause.proves(reading, {...paused, stopped: ['7:1'], running: ['8:2']}));
  t.false(containerPause.proves(reading, {...paused, answer: 'answered'}));
  t.true(containerPause.proves({...reading, answer: null}, {...paused, answer: null}));
  t.false(containerPause.proves(reading, {...paused, running: [], stopped: []}), 'the container is gone');
  t.false(containerPause.proves({...reading, running: [], stopped: ['7:1']}, paused), 'it was stopped before');
});

test('PID 1 alone: its own state, whatever answers', (t) => {
  const first = {...reading, which: 'first'} as const;
  t.true(containerPause.proves(first, {...first, running: ['8:2'], stopped: ['7:1']}));
  t.false(containerPause.proves(first, first));
});
