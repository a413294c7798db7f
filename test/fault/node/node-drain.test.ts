import test from 'ava';
import {nodeDrain} from '../../../src/fault/node/node-drain.ts';
import {NotExercisedError} from '../../../src/fault/not-exercised.ts';
import {cordonAnnotation} from '../../../src/cluster/labels.ts';
import {fakeCluster, nodeObject, nodeTarget, podObject, reread} from '../fake-cluster.ts';

const needs = {
  code: 429,
  message: 'Cannot evict pod',
  causes: ['The disruption budget web needs 3 healthy pods and has 3 currently'],
};
const daemon = podObject('d', 'w1', {
  metadata: {
    name: 'd',
    namespace: 'kube-system',
    uid: 'uid-d',
    ownerReferences: [{kind: 'DaemonSet', name: 'ds', uid: 'ds', controller: true}],
  },
});
const mirror = podObject('m', 'w1', {
  metadata: {name: 'm', namespace: 'kube-system', uid: 'uid-m', annotations: {'kubernetes.io/config.mirror': 'x'}},
});
const done = podObject('j', 'w1', {status: {phase: 'Succeeded'}});
const field = [
  nodeObject('w1'),
  nodeObject('w2'),
  podObject('a'),
  podObject('b', 'w2'),
  podObject('c'),
  daemon,
  mirror,
  done,
];

test('a drain means the pods of every namespace that kubectl would evict, and no others', async (t) => {
  const {tools} = fakeCluster(field);
  const mark = await nodeDrain.mark([nodeTarget('w1')], {}, tools);
  t.deepEqual(
    mark.pods.map(({uid}) => uid),
    ['uid-a', 'uid-c'],
  );
});

test('two nodes, a cordoned one, and one that would lose nobody are not exercised', async (t) => {
  const {tools} = fakeCluster(field);
  await t.throwsAsync(nodeDrain.mark([nodeTarget('w1'), nodeTarget('w2')], {}, tools), {instanceOf: NotExercisedError});
  const cordoned = fakeCluster([{...nodeObject('w1'), spec: {unschedulable: true}}, podObject('a')]);
  await t.throwsAsync(nodeDrain.mark([nodeTarget('w1')], {}, cordoned.tools), {
    instanceOf: NotExercisedError,
    message: /cordoned already/,
  });
  const idle = fakeCluster([nodeObject('w1'), daemon]);
  await t.throwsAsync(nodeDrain.mark([nodeTarget('w1')], {}, idle.tools), {
    instanceOf: NotExercisedError,
    message: /evict nobody/,
  });
});

test('a drain cordons first, tries a refused eviction again, and tells every answer', async (t) => {
  const {tools, did, told, evictions} = fakeCluster([nodeObject('w1'), podObject('a')]);
  const mark = reread(await nodeDrain.mark([nodeTarget('w1')], {}, tools));
  evictions.push(needs, needs);
  await nodeDrain.inject(mark, tools);
  t.regex(did[0] ?? '', /^patch Node w1 .*unschedulable":true/);
  t.deepEqual(
    did.slice(1),
    Array.from({length: 3}, () => 'evict web-5f-a uid-a'),
  );
  t.is(tools.clock.nowMs(), 10_000);
  t.deepEqual(
    told.map(({answer}) => (answer as {readonly code: number}).code),
    [429, 429, 201],
  );
});

test('a drain that is refused for ever ends, and so does one that two budgets forbid, with the others evicted', async (t) => {
  const blocked = fakeCluster([nodeObject('w1'), podObject('a')]);
  blocked.evictions.push(...Array.from({length: 500}, () => needs));
  const mark = await nodeDrain.mark([nodeTarget('w1')], {}, blocked.tools);
  await t.throwsAsync(nodeDrain.inject(mark, blocked.tools), {
    message: /does not end: shop\/web-5f-a 429.*needs 3 healthy pods/,
  });
  t.is(blocked.told.length, 120);

  const two = fakeCluster([nodeObject('w1'), podObject('a'), podObject('c')]);
  two.evictions.push({code: 500, message: 'more than one PodDisruptionBudget', causes: []});
  await t.throwsAsync(nodeDrain.inject(await nodeDrain.mark([nodeTarget('w1')], {}, two.tools), two.tools), {
    message: /500: more than one/,
  });
  t.is(two.told.length, 2);
});

test('the cordon is taken back when it is ours, and only then', async (t) => {
  const {tools, objects, did} = fakeCluster([nodeObject('w1'), podObject('a')]);
  const mark = reread(await nodeDrain.mark([nodeTarget('w1')], {}, tools));
  await nodeDrain.undo(mark, tools);
  t.deepEqual(did, []);
  await nodeDrain.inject(mark, tools);
  await nodeDrain.undo(mark, tools);
  await nodeDrain.undo(mark, tools);
  t.is(did.filter((what) => what.startsWith('patch')).length, 2);
  t.deepEqual(objects[0]?.spec, {podCIDR: '198.19.1.0/24'});
  t.deepEqual(objects[0]?.metadata.annotations, {});
  objects[0] = {
    ...nodeObject('w1'),
    metadata: {name: 'w1', annotations: {[cordonAnnotation]: 'another'}},
    spec: {unschedulable: true},
  };
  await nodeDrain.undo(mark, tools);
  t.true(objects[0].spec?.['unschedulable']);
});
