import test from 'ava';
import {containerFreeze, type ContainerFreezeReading} from '../../../src/fault/container/container-freeze.ts';
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
  const mark = reread(await containerFreeze.mark([podTarget('a')], {}, fake.tools));
  t.like(mark, {which: 'all', address: '198.19.1.5', port: 8080, containerId: 'id-a', stopped: ['9:200']});
  fake.did.length = 0;
  await containerFreeze.inject(mark, fake.tools);
  await containerFreeze.undo(mark, fake.tools);
  t.deepEqual(fake.did.splice(0), [`script w1 seatrial-fault-${mark.id} id-a all`, `script w1 ${mark.id} id-a 9:200`]);
  await fake.tools.cluster.power.kill(['w1']);
  await containerFreeze.undo(mark, fake.tools);
  t.deepEqual(fake.did, ['kill w1']);
});

test("a container without a process, and two, are not exercised; an unknown choice is the user's mistake", async (t) => {
  const fake = fakeCluster([pod]);
  await t.throwsAsync(async () => containerFreeze.mark([podTarget('a')], {}, fake.tools), {
    instanceOf: NotExercisedError,
  });
  await t.throwsAsync(async () => containerFreeze.mark([podTarget('a'), podTarget('b')], {}, fake.tools), {
    instanceOf: NotExercisedError,
  });
  await t.throwsAsync(async () => containerFreeze.mark([podTarget('a')], {processes: 'some' as 'all'}, fake.tools), {
    instanceOf: UsageError,
  });
});

test('the reading is the state of each process and the answer to a request', async (t) => {
  const fake = fakeCluster([pod]);
  fake.script = (_node, text) => (text.includes('answer "$2"') ? `${two}\nanswer silent` : two);
  const mark = await containerFreeze.mark([podTarget('a')], {processes: 'first'}, fake.tools);
  t.like(await containerFreeze.read(mark, fake.tools), {
    which: 'first',
    running: ['7:100'],
    stopped: ['9:200'],
    answer: 'silent',
  });
  fake.script = () => '';
  t.like(await containerFreeze.read(mark, fake.tools), {running: [], stopped: [], answer: null});
});

const reading: ContainerFreezeReading = {
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
  const frozen = {...reading, running: ['20:9'], stopped: ['7:1', '8:2'], answer: 'silent'} as const;
  t.true(containerFreeze.proves(reading, frozen));
  t.false(containerFreeze.proves(reading, reading));
  t.false(containerFreeze.proves(reading, {...frozen, stopped: ['7:1'], running: ['8:2']}));
  t.false(containerFreeze.proves(reading, {...frozen, answer: 'answered'}));
  t.true(containerFreeze.proves({...reading, answer: null}, {...frozen, answer: null}));
  t.false(containerFreeze.proves(reading, {...frozen, running: [], stopped: []}), 'the container is gone');
  t.false(containerFreeze.proves({...reading, running: [], stopped: ['7:1']}, frozen), 'it was stopped before');
});

test('PID 1 alone: its own state, whatever answers', (t) => {
  const first = {...reading, which: 'first'} as const;
  t.true(containerFreeze.proves(first, {...first, running: ['8:2'], stopped: ['7:1']}));
  t.false(containerFreeze.proves(first, first));
});
