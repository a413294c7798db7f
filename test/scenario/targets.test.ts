import test from 'ava';
import {candidatesFor, selectTargets} from '../../src/scenario/targets.ts';
import type {Selector} from '../../src/scenario/scenario.ts';
import {deploy, nodes, pod, pods} from './field.ts';

const field = {pods, deploy, nodes};

test('the entry is the workload that carries it; its candidates come in the order of names', (t) => {
  t.deepEqual(
    candidatesFor({workload: 'entry'}, field).map((it) => it.name),
    ['web-5f-a', 'web-5f-b', 'web-5f-c'],
  );
});

test('a target is one thing by identity: the pod’s first container unless one is named', (t) => {
  t.deepEqual(selectTargets({workload: 'db'}, {...field, seed: 7}), [
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
  t.like(selectTargets({workload: 'db', container: 'log'}, {...field, seed: 7})[0], {container: 'log', containerId: 'containerd://log-db-5f-x'});
});

const chosen = test.macro((t, selector: Selector, seed: number, names: readonly string[]) => {
  t.deepEqual(
    selectTargets(selector, {...field, seed}).map((it) => it.name),
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
  const targets = selectTargets({zone: {hosts: 'web'}}, {...field, pods: [pod('web', 'a', 'w1')], seed: 1});
  t.deepEqual(
    targets.map((it) => it.name),
    ['w1', 'w2'],
  );
});

test('pods that are not ready, going, or of another namespace are no targets', (t) => {
  const fine = pod('web', 'a', 'w1');
  const going = {...fine, metadata: {...fine.metadata, deletionTimestamp: '2026-01-01T00:00:00Z'}};
  const foreign = {...fine, metadata: {...fine.metadata, namespace: 'kube-system'}};
  t.deepEqual(selectTargets({workload: 'web', pick: 'each'}, {...field, pods: [going, foreign, pod('web', 'b', 'w2', {ready: false})], seed: 1}), []);
});

test('a container that does not run is no target', (t) => {
  const starting = {...pod('web', 'a', 'w1'), status: {conditions: [{type: 'Ready', status: 'True'}], containerStatuses: [{name: 'app'}]}};
  t.deepEqual(candidatesFor({workload: 'web'}, {...field, pods: [starting]}), []);
});
