import test from 'ava';
import {kubeletStop} from '../../../src/fault/node/kubelet-stop.ts';
import {nodePartition} from '../../../src/fault/node/node-partition.ts';
import {nodePause} from '../../../src/fault/node/node-pause.ts';
import {nodePowerOff} from '../../../src/fault/node/node-power-off.ts';
import type {NodeReading} from '../../../src/fault/node/node-witness.ts';
import {NotExercisedError} from '../../../src/fault/not-exercised.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {type FakeCluster, fakeCluster, nodeObject, nodeTarget, reread} from '../fake-cluster.ts';
import {guardRoute, guardRules} from '../../cluster/guard-rules.ts';

const both = [nodeTarget('w1'), nodeTarget('w2')];
const guards = guardRules + guardRoute;

/** What was done to the power of nodes; looks at the guards and other scripts are left out. */
function powered({did}: FakeCluster): readonly string[] {
  return did.filter((what) => !what.startsWith('script'));
}

for (const [name, fault] of Object.entries({nodePowerOff, nodePause, kubeletStop, nodePartition})) {
  test(`${name}: the control plane, a stranger and a node that is down are not exercised`, async (t) => {
    const fake = fakeCluster([nodeObject('w1'), nodeObject('w2')]);
    await fake.tools.cluster.power.kill(['w2']);
    for (const target of ['c', 'elsewhere', 'w2']) {
      await t.throwsAsync(fault.mark([nodeTarget('w1'), nodeTarget(target)], {}, fake.tools), {
        instanceOf: NotExercisedError,
      });
    }
    t.deepEqual(fake.did, ['kill w2']);
  });
}

test('a zone loses its power at once, gets it back where it is missing, and is left alone by a second undo', async (t) => {
  const fake = fakeCluster();
  fake.script = () => guards;
  const mark = reread(await nodePowerOff.mark(both, {}, fake.tools));
  await nodePowerOff.inject(mark, fake.tools);
  await fake.tools.cluster.power.start([{node: 'w1', address: ''}]);
  await nodePowerOff.undo(mark, fake.tools);
  await nodePowerOff.undo(mark, fake.tools);
  t.deepEqual(powered(fake), ['kill w1 w2', 'start w1', 'start w2']);
});

test('the undo of a power-off does not end before the guards are there', async (t) => {
  const fake = fakeCluster();
  let looks = 0;
  fake.script = (_node, text) => (text.startsWith('iptables-save') && ++looks > 3 ? guards : '');
  const mark = await nodePowerOff.mark([nodeTarget('w1')], {}, fake.tools);
  await nodePowerOff.inject(mark, fake.tools);
  await nodePowerOff.undo(mark, fake.tools);
  t.is(looks, 4);
  fake.script = () => '';
  await t.throwsAsync(nodePowerOff.undo(mark, fake.tools), {
    instanceOf: HarnessError,
    message: /leak guards of node w1/,
  });
});

test('a node that was made anew under its name is not the marked one', async (t) => {
  const fake = fakeCluster();
  const mark = await nodePowerOff.mark([nodeTarget('w1')], {}, fake.tools);
  const index = fake.looks.findIndex(({node}) => node === 'w1');
  fake.looks[index] = {node: 'w1', id: 'another', state: 'exited', address: ''};
  await nodePowerOff.undo(mark, fake.tools);
  await nodePause.undo(mark, fake.tools);
  t.deepEqual(fake.did, []);
});

test('a kill that comes after the first look is undone too', async (t) => {
  const fake = fakeCluster();
  fake.script = () => guards;
  const mark = await nodePowerOff.mark([nodeTarget('w1')], {}, fake.tools);
  let looks = 0;
  const {power} = fake.tools.cluster;
  const late = {
    ...power,
    look: async (nodes: readonly string[]) => (++looks === 3 && (await power.kill(['w1'])), power.look(nodes)),
  };
  await nodePowerOff.undo(mark, {...fake.tools, cluster: {...fake.tools.cluster, power: late}});
  t.deepEqual(powered(fake), ['kill w1', 'start w1']);
});

test('a pause is undone where the node is paused, and nowhere else', async (t) => {
  const fake = fakeCluster();
  const mark = reread(await nodePause.mark(both, {}, fake.tools));
  await nodePause.inject(mark, fake.tools);
  await fake.tools.cluster.power.unpause('w1');
  await nodePause.undo(mark, fake.tools);
  await nodePause.undo(mark, fake.tools);
  t.deepEqual(fake.did, ['pause w1 w2', 'unpause w1', 'unpause w2']);
});

test('what runs inside a node is undone there, except where the node is down', async (t) => {
  const fake = fakeCluster([nodeObject('w1'), nodeObject('w2')]);
  const stopped = reread(await kubeletStop.mark(both, {}, fake.tools));
  const cut = reread(await nodePartition.mark(both, {}, fake.tools));
  t.is(cut.nodes[0]?.podCidr, '198.19.1.0/24');
  await kubeletStop.inject(stopped, fake.tools);
  await nodePartition.inject(cut, fake.tools);
  t.deepEqual(fake.did.splice(0), [
    `script w1 seatrial-fault-${stopped.id}`,
    `script w2 seatrial-fault-${stopped.id}`,
    `script w1 seatrial-fault-${cut.id} 198.19.1.0/24`,
    `script w2 seatrial-fault-${cut.id} 198.19.1.0/24`,
  ]);
  await fake.tools.cluster.power.kill(['w2']);
  await kubeletStop.undo(stopped, fake.tools);
  await nodePartition.undo(cut, fake.tools);
  // The bare ID: an undo must not find itself by the tag.
  t.deepEqual(fake.did.slice(1), [`script w1 ${stopped.id}`, `script w1 ${cut.id}`]);
});

test('a node without a range of pod addresses is not partitioned', async (t) => {
  const {tools} = fakeCluster([{...nodeObject('w1'), spec: {}}]);
  await t.throwsAsync(nodePartition.mark([nodeTarget('w1')], {}, tools), {instanceOf: NotExercisedError});
});

test('the witness asks the kubelet through the API server, the engine, and the Lease', async (t) => {
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {name: 'w1', namespace: 'kube-node-lease'},
    spec: {renewTime: '1970-01-01T00:00:00.000000Z'},
  };
  const fake = fakeCluster([lease]);
  const mark = await nodePowerOff.mark(both, {}, fake.tools);
  await fake.tools.clock.sleep(12_000);
  await nodePowerOff.inject(mark, fake.tools);
  fake.healthz.set('w1', 503);
  t.deepEqual(await nodePowerOff.read(mark, fake.tools), {
    nodes: [
      {
        node: 'w1',
        healthz: 503,
        state: 'exited',
        leaseRenewedAt: '1970-01-01T00:00:00.000000Z',
        leaseAgeMs: 12_000,
        dropped: null,
      },
      {node: 'w2', healthz: 200, state: 'exited', leaseRenewedAt: null, leaseAgeMs: null, dropped: null},
    ],
  });
});

test('a partitioned node tells what its rules dropped', async (t) => {
  const fake = fakeCluster([nodeObject('w1')]);
  fake.script = () => '17';
  const mark = await nodePartition.mark([nodeTarget('w1')], {}, fake.tools);
  t.is((await nodePartition.read(mark, fake.tools)).nodes[0]?.dropped, 17);
});

const seen = (...nodes: readonly [healthz: number, state: string, dropped?: number][]): NodeReading => ({
  nodes: nodes.map(([healthz, state, dropped = null], index) => ({
    node: `w${index}`,
    healthz,
    state,
    leaseRenewedAt: null,
    leaseAgeMs: null,
    dropped: dropped as number | null,
  })),
});

test('each node fault is proved by its own state and a kubelet that is lost to the API server, on every node', (t) => {
  const healthy = seen([200, 'running'], [200, 'running']);
  for (const [fault, state] of [
    [nodePowerOff, 'exited'],
    [nodePause, 'paused'],
    [kubeletStop, 'running'],
  ] as const) {
    t.true(fault.proves(healthy, seen([0, state], [503, state])), state);
    t.false(fault.proves(healthy, seen([0, state], [200, state])), 'one kubelet still answers');
    t.false(fault.proves(healthy, seen([0, state], [503, 'gone'])), 'another state');
    t.false(fault.proves(healthy, seen([0, state])), 'one node is missing');
    t.false(fault.proves(seen([0, 'running'], [200, 'running']), seen([0, state], [503, state])), 'lost before');
    t.false(fault.proves(seen(), seen()), 'no node');
  }
  t.true(nodePartition.proves(healthy, seen([0, 'running', 3], [0, 'running', 1])));
  t.false(nodePartition.proves(healthy, seen([0, 'running', 3], [0, 'running', 0])));
  t.false(nodePartition.proves(healthy, seen([0, 'running', 3], [0, 'running'])));
});
