import test from 'ava';
import {candidatesFor, type Field, selectTargets} from '../../src/scenario/targets.ts';
import type {Selector} from '../../src/scenario/scenario.ts';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {deploy, nodes, pod, pods, subject} from './field.ts';

const field = {pods, deploy, entry: subject.entry, nodes, volumes: [], dependencies: []};

const select = (on: Selector, at: Field & {readonly seed: number}) => selectTargets({on}, at);

test('the entry is the workload that carries it; its candidates come in the order of names', (t) => {
  t.deepEqual(
    candidatesFor({workload: 'entry'}, field).targets.map((it) => it.name),
    ['web-5f-a', 'web-5f-b', 'web-5f-c'],
  );
});

test('a target is one thing by identity: the pod’s first container unless one is named', (t) => {
  t.deepEqual(select({workload: 'db'}, {...field, seed: 7}).targets, [
    {
      kind: 'container',
      name: 'db-5f-x',
      namespace: 'shop',
      uid: 'uid-db-5f-x',
      node: 'w4',
      container: 'app',
      containerId: 'containerd://app-db-5f-x',
    },
  ]);
  t.like(select({workload: 'db', container: 'log'}, {...field, seed: 7}).targets[0], {
    container: 'log',
    containerId: 'containerd://log-db-5f-x',
  });
});

const chosen = test.macro((t, selector: Selector, seed: number, names: readonly string[]) => {
  t.deepEqual(
    select(selector, {...field, seed}).targets.map((it) => it.name),
    names,
  );
});

test('the seed chooses one', chosen, {workload: 'web'}, 4, ['web-5f-b']);
test('the same seed chooses the same one', chosen, {workload: 'entry'}, 4, ['web-5f-b']);
test('pick counts in the order of names', chosen, {workload: 'web', pick: 2}, 4, ['web-5f-c']);
test('a pick beyond the last meets nothing', chosen, {workload: 'web', pick: 3}, 4, []);
test('each means all', chosen, {workload: 'web', pick: 'each'}, 4, ['web-5f-a', 'web-5f-b', 'web-5f-c']);
test('no such workload', chosen, {workload: 'cache'}, 4, []);
test('no such container', chosen, {workload: 'web', container: 'proxy'}, 4, []);
test('one node that hosts the workload', chosen, {node: {hosts: 'web'}}, 5, ['w3']);
test('a node that hosts nothing of it is none', chosen, {node: {hosts: 'db'}}, 0, ['w4']);
test('all workers of one zone, also those without a pod of it', chosen, {zone: {hosts: 'db'}}, 0, ['w4']);
test('the zone with two workers', chosen, {zone: {hosts: 'entry'}}, 0, ['w1', 'w2']);

test('a zone takes its idle workers with it', (t) => {
  const {targets} = select({zone: {hosts: 'web'}}, {...field, pods: [pod('web', 'a', 'w1')], seed: 1});
  t.deepEqual(
    targets.map((it) => it.name),
    ['w1', 'w2'],
  );
});

test('pods that are not ready, going, or of another namespace are no targets', (t) => {
  const fine = pod('web', 'a', 'w1');
  const going = {...fine, metadata: {...fine.metadata, deletionTimestamp: '2026-01-01T00:00:00Z'}};
  const foreign = {...fine, metadata: {...fine.metadata, namespace: 'kube-system'}};
  const unready = pod('web', 'b', 'w2', {ready: false});
  const choice = select({workload: 'web', pick: 'each'}, {...field, pods: [going, foreign, unready], seed: 1});
  t.deepEqual(choice, {targets: [], excluded: [], why: 'the selector met no target', applies: true});
});

test('a container that does not run is no target', (t) => {
  const starting = {
    ...pod('web', 'a', 'w1'),
    status: {conditions: [{type: 'Ready', status: 'True'}], containerStatuses: [{name: 'app'}]},
  };
  t.deepEqual(candidatesFor({workload: 'web'}, {...field, pods: [starting]}).targets, []);
});

test('the node and the zone that host most of the workload are chosen, whatever the seed', (t) => {
  const crowded = [pod('web', 'a', 'w3'), pod('web', 'b', 'w3'), pod('web', 'c', 'w1'), pod('web', 'd', 'w2')];
  for (const seed of [0, 1, 2, 3]) {
    t.like(select({node: {hosts: 'web'}}, {...field, pods: crowded, seed}), {targets: [{name: 'w3'}]});
    // Zones a and b host two each: the one with more workers is the greater outage.
    t.like(select({zone: {hosts: 'web'}}, {...field, pods: crowded, seed}), {
      targets: [{name: 'w1'}, {name: 'w2'}],
    });
  }
});

test('a node with a volume pinned to it is spared, and the reason is kept', (t) => {
  const volumes = [volume('w3', 'data-db-0'), volume('w4', null)];
  const why = 'the volume of shop/data-db-0 is pinned to it on this cluster';
  t.deepEqual(
    candidatesFor({node: {hosts: 'web'}}, {...field, volumes}).targets.map((it) => it.name),
    ['w1', 'w2'],
  );
  for (const seed of [0, 1, 2]) {
    const choice = select({node: {hosts: 'web'}}, {...field, volumes, seed});
    t.not(choice.targets[0]?.name, 'w3');
    t.deepEqual(choice.excluded, [{name: 'w3', why}]);
  }
  // A volume that nobody claims pins nobody.
  t.like(select({node: {hosts: 'db'}}, {...field, volumes, seed: 0}), {targets: [{name: 'w4'}], excluded: []});
});

test('a zone is spared for the volume of one of its nodes, and when nothing is left the choice says why', (t) => {
  const choice = select(
    {zone: {hosts: 'web'}},
    {...field, pods: [pod('web', 'a', 'w1')], volumes: [volume('w2', 'data-db-0')], seed: 0},
  );
  t.deepEqual(choice.targets, []);
  t.regex(choice.why, /met no target \(w2 is spared: the volume of shop\/data-db-0/);
});

test('more than half of the workers are never taken', (t) => {
  const few = nodes.filter(({name}) => name === 'c' || name === 'w1' || name === 'w2');
  const choice = select({zone: {hosts: 'web'}}, {...field, nodes: few, seed: 0});
  t.deepEqual(choice.targets, []);
  t.regex(choice.why, /2 of 2 workers would be lost, more than half/);
  t.like(select({node: {hosts: 'web'}}, {...field, nodes: few, seed: 0}), {targets: [{name: 'w1'}]});
  t.deepEqual(select({node: {hosts: 'web'}}, {...field, nodes: few.slice(0, 2), seed: 0}).targets, []);
});

test('a pod on the control plane makes it no target', (t) => {
  t.deepEqual(candidatesFor({node: {hosts: 'web'}}, {...field, pods: [pod('web', 'a', 'c')]}), {
    targets: [],
    excluded: [],
  });
});

function volume(node: string, claim: string | null): KubeObject {
  const matchExpressions = [{key: 'kubernetes.io/hostname', operator: 'In', values: [node]}];
  const claimRef = claim === null ? {} : {claimRef: {namespace: 'shop', name: claim}};
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {name: `pv-${node}`},
    spec: {...claimRef, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions}]}}},
  };
}

test('a dependency is all ready pods of the workloads that the profile names for it', (t) => {
  const dependencies = [
    {name: 'database', workload: 'db', kind: 'in-cluster', need: 'hard'},
    {name: 'mail', kind: 'stub', need: 'soft'},
  ] as const;
  const choice = (dependency: 'hard' | 'soft') => select({dependency}, {...field, dependencies, seed: 0});
  t.deepEqual(
    choice('hard').targets.map(({name}) => name),
    ['db-5f-x'],
  );
  const stub = {name: 'stub-mail', namespace: 'seatrial-system', uid: 'u', node: 'c'};
  const placed = {...field, deploy: {...field.deploy, stubs: [{dependency: 'mail', pod: stub}]}, dependencies, seed: 0};
  t.deepEqual(select({dependency: 'soft'}, placed).targets, [{kind: 'pod', ...stub}]);
  t.deepEqual(
    select({dependency: 'hard'}, placed).targets.map(({name}) => name),
    ['db-5f-x'],
  );
  t.like(choice('soft'), {
    targets: [],
    applies: true,
    why: 'no pod of a soft dependency is ready in the cluster, and none has a stub',
  });
});

test('what the subject does not declare does not apply; what is only not there now is not exercised', (t) => {
  const choose = (selector: Selector, changes: Partial<Field> = {}) =>
    select(selector, {...field, ...changes, seed: 0});
  t.like(choose({dependency: 'soft'}), {applies: false, why: 'the profile declares no soft dependency'});
  const scaled = (replicas: number): Partial<Field> => ({
    pods: [],
    deploy: {
      ...deploy,
      objects: [
        {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web', namespace: 'shop'}, spec: {replicas}},
      ],
    },
  });
  for (const workload of ['web', 'entry']) {
    t.like(choose({workload}, scaled(0)), {applies: false, why: 'Deployment/web declares 0 replicas'});
    t.like(choose({workload}, scaled(2)), {applies: true, why: 'the selector met no target'});
  }
  t.like(choose({workload: 'web', container: 'php'}), {applies: false, why: 'web has no container php'});
  t.like(choose({workload: 'web', container: 'log'}), {applies: true, why: ''});
  // A workload that is not there at all may be a slip of the pen in the scenario: its question stays open.
  t.like(choose({workload: 'wbe', container: 'app'}), {targets: [], applies: true});
  const unready = pods.map((one) => ({...one, status: {}}));
  t.like(choose({workload: 'web', container: 'log'}, {pods: unready}), {targets: [], applies: true});
});

test('where nothing but the entry runs, and no dependency is declared, a replica has no peers to be cut off from', (t) => {
  const step = {on: {workload: 'web', pick: 0}, options: {from: 'peers'}} as const;
  const web = field.pods.filter(({metadata}) => metadata.name.startsWith('web'));
  const of = (changes: Partial<Field>) => selectTargets(step, {...field, ...changes, seed: 0});
  t.like(of({pods: web}), {targets: [], applies: false});
  t.regex(of({pods: web}).why, /declares no dependency, and nothing but Deployment\/web runs/);
  t.is(of({}).targets.length, 1, 'another workload runs');
  const redis = {name: 'Redis', kind: 'in-cluster', need: 'soft', workload: 'redis'} as const;
  t.is(of({pods: web, dependencies: [redis]}).targets.length, 1, 'one is declared');
  t.is(selectTargets({on: step.on}, {...field, pods: web, seed: 0}).targets.length, 1, 'another fault');
});
