import test from 'ava';
import {evictUntilRefused} from '../../../src/fault/pod/evict-until-refused.ts';
import {NotExercisedError} from '../../../src/fault/not-exercised.ts';
import {podDelete} from '../../../src/fault/pod/pod-delete.ts';
import {podEvict} from '../../../src/fault/pod/pod-evict.ts';
import type {PodsReading} from '../../../src/fault/pod/pod-processes.ts';
import {rollingRestart} from '../../../src/fault/pod/rolling-restart.ts';
import {HarnessError, UsageError} from '../../../src/system/errors.ts';
import {fakeCluster, podObject, podTarget, reread} from '../fake-cluster.ts';

const needs = {
  code: 429,
  message: 'Cannot evict pod',
  causes: ['The disruption budget web needs 3 healthy pods and has 3 currently'],
};
const processed = {
  code: 429,
  message: 'Cannot evict pod',
  causes: ['The disruption budget web is still being processed by the server.'],
};
const throttled = {code: 429, message: 'Too many requests', causes: []};
const twoBudgets = {code: 500, message: 'This pod has more than one PodDisruptionBudget', causes: []};
const three = [podTarget('a', 'w1'), podTarget('b', 'w1'), podTarget('c', 'w2')];

test('pod-delete deletes the very pod, with its own grace or a stated one', async (t) => {
  const {tools, did} = fakeCluster();
  await podDelete.inject(reread(await podDelete.mark([podTarget('a')], {}, tools)), tools);
  await podDelete.inject(reread(await podDelete.mark([podTarget('a')], {graceSeconds: 0}, tools)), tools);
  t.deepEqual(did, [
    'delete web-5f-a {"preconditions":{"uid":"uid-a"}}',
    'delete web-5f-a {"gracePeriodSeconds":0,"preconditions":{"uid":"uid-a"}}',
  ]);
});

test('pod-delete refuses a grace that is no whole number of seconds', async (t) => {
  const {tools} = fakeCluster();
  for (const graceSeconds of [-1, 0.5]) {
    await t.throwsAsync(async () => podDelete.mark([podTarget('a')], {graceSeconds}, tools), {instanceOf: UsageError});
  }
});

test('a pod that is named twice is one pod', async (t) => {
  const {tools} = fakeCluster();
  const mark = await podDelete.mark([podTarget('a'), {...podTarget('a'), container: 'log'}], {}, tools);
  t.is(mark.pods.length, 1);
});

test('pod-evict tells the answer, and a refused eviction is no injection', async (t) => {
  const {tools, told, evictions} = fakeCluster();
  const mark = await podEvict.mark([podTarget('a')], {}, tools);
  await podEvict.inject(reread(mark), tools);
  evictions.push(needs);
  await t.throwsAsync(podEvict.inject(mark, tools), {instanceOf: HarnessError, message: /needs 3 healthy pods/});
  t.deepEqual(told[0], {
    question: 'evict',
    of: {kind: 'Pod', name: 'web-5f-a', namespace: 'shop', uid: 'uid-a'},
    answer: {code: 201, message: '', cause: ''},
  });
  t.like(told[1], {answer: {code: 429, cause: needs.causes[0]}});
});

test('evict-until-refused evicts one after the other, each by its UID, and stops at the first refusal', async (t) => {
  const {tools, did, told, evictions} = fakeCluster();
  evictions.push({code: 201, message: '', causes: []}, needs);
  await evictUntilRefused.inject(reread(await evictUntilRefused.mark(three, {}, tools)), tools);
  t.deepEqual(did, ['evict web-5f-a uid-a', 'evict web-5f-b uid-b']);
  t.deepEqual(
    told.map(({answer}) => (answer as {readonly code: number}).code),
    [201, 429],
  );
});

test('evict-until-refused: a budget still being processed and a busy server are no refusal', async (t) => {
  const {tools, told, evictions} = fakeCluster();
  evictions.push(
    processed,
    throttled,
    {code: 409, message: 'the object has been modified', causes: []},
    {code: 201, message: '', causes: []},
    twoBudgets,
  );
  await evictUntilRefused.inject(await evictUntilRefused.mark(three, {}, tools), tools);
  t.deepEqual(
    told.map(({of}) => of?.name),
    ['web-5f-a', 'web-5f-a', 'web-5f-a', 'web-5f-a', 'web-5f-b'],
  );
});

test('evict-until-refused: a pod that is gone is passed over, and without a budget nobody is evicted twice', async (t) => {
  const {tools, did, evictions} = fakeCluster();
  evictions.push(
    {code: 404, message: 'not found', causes: []},
    {code: 409, message: 'Precondition failed: UID in precondition: uid-b', causes: []},
  );
  await evictUntilRefused.inject(await evictUntilRefused.mark(three, {}, tools), tools);
  t.is(did.length, 3);
});

test('evict-until-refused: when the very first is refused, or the server stays busy, nothing was injected', async (t) => {
  const {tools, evictions, did} = fakeCluster();
  const mark = await evictUntilRefused.mark(three, {}, tools);
  evictions.push(needs);
  await t.throwsAsync(evictUntilRefused.inject(mark, tools), {message: /very first eviction.*needs 3 healthy pods/});
  evictions.push(...Array.from({length: 100}, () => processed));
  await t.throwsAsync(evictUntilRefused.inject(mark, tools), {message: /still being processed/});
  t.is(did.length, 1 + 21);
});

test('rolling-restart changes one annotation of the workload above the pods', async (t) => {
  const {tools, did} = fakeCluster([podObject('a'), podObject('b')]);
  const mark = await rollingRestart.mark([podTarget('a'), podTarget('b')], {}, tools);
  t.like(mark, {kind: 'Deployment', name: 'web', namespace: 'shop', pods: [{uid: 'uid-a'}, {uid: 'uid-b'}]});
  await rollingRestart.inject(reread(mark), tools);
  t.deepEqual(did, [
    `patch Deployment web {"spec":{"template":{"metadata":{"annotations":{"seatrial/rolled":"${mark.id}"}}}}}`,
  ]);
});

test('rolling-restart of a bare pod, of pods that are gone, or of two workloads is not exercised', async (t) => {
  const bare = podObject('a', 'w1', {metadata: {name: 'web-5f-a', namespace: 'shop', uid: 'uid-a'}});
  const other = podObject('b', 'w1', {
    metadata: {
      name: 'web-5f-b',
      namespace: 'shop',
      uid: 'uid-b',
      ownerReferences: [{kind: 'StatefulSet', name: 'db', uid: 's', controller: true}],
    },
  });
  for (const objects of [[bare], [], [podObject('a'), other]]) {
    const {tools} = fakeCluster(objects);
    await t.throwsAsync(rollingRestart.mark([podTarget('a'), podTarget('b')], {}, tools), {
      instanceOf: NotExercisedError,
    });
  }
});

test('the processes of pods are counted with one look at each node', async (t) => {
  const fake = fakeCluster();
  fake.script = (_node, _text, uids) => uids.map((uid) => `${uid} ${uid === 'uid-a' ? 4 : 0}`).join('\n');
  const mark = await podDelete.mark(three, {}, fake.tools);
  const {pods} = await podDelete.read(reread(mark), fake.tools);
  t.deepEqual(fake.did, ['script w1 uid-a uid-b', 'script w2 uid-c']);
  t.deepEqual(
    pods.map(({pod, processes}) => `${pod} ${processes}`),
    ['web-5f-a 4', 'web-5f-b 0', 'web-5f-c 0'],
  );
});

test('a count that is cut off is an error, never a zero', async (t) => {
  const fake = fakeCluster();
  const mark = await podDelete.mark(three, {}, fake.tools);
  for (const text of ['', 'uid-a', 'uid-a x']) {
    fake.script = () => text;
    await t.throwsAsync(podDelete.read(mark, fake.tools), {message: /were not counted/});
  }
});

test('pods are proved deleted when all of them went, rolled and evicted until refused when one did', (t) => {
  const counts = (...numbers: readonly number[]): PodsReading => ({
    pods: numbers.map((processes, index) => ({
      pod: `p${index}`,
      namespace: 'shop',
      uid: `u${index}`,
      node: 'w1',
      processes,
    })),
  });
  for (const fault of [podDelete, podEvict]) {
    t.true(fault.proves(counts(2, 3), counts(0, 0)));
    t.false(fault.proves(counts(2, 3), counts(0, 3)));
  }
  for (const fault of [rollingRestart, evictUntilRefused]) {
    t.true(fault.proves(counts(2, 3), counts(0, 3)));
    t.false(fault.proves(counts(2, 3), counts(2, 3)));
    // Gone before: not our doing.
    t.false(fault.proves(counts(0, 3), counts(0, 3)));
  }
  for (const fault of [podDelete, podEvict, rollingRestart, evictUntilRefused])
    t.false(fault.proves(counts(), counts()));
});
