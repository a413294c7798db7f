import test from 'ava';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {expandStages} from '../../src/scenario/expand.ts';

const workload = (name: string, spec: object): KubeObject =>
  ({apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name}, spec: {template: {spec}}}) as unknown as KubeObject;
const objects = [
  workload('web', {
    initContainers: [{name: 'prepare'}, {name: 'proxy', restartPolicy: 'Always'}],
    containers: [{name: 'app'}],
  }),
  workload('db', {containers: [{name: 'postgres'}]}),
];

test('a step on every container becomes one for each that runs: containers and native sidecars', (t) => {
  const kill = {fault: 'pod-delete', on: {workload: 'entry'}} as const;
  const [stage] = expandStages(
    [
      {
        name: 'fault',
        peaks: 3,
        atLeastMs: 1,
        steps: [kill, {fault: 'slow-boot', as: 'boot', on: {every: 'container'}, holdMs: 5}],
      },
    ],
    objects,
    [],
  );
  t.deepEqual(stage?.steps, [
    kill,
    ...[
      ['web', 'proxy'],
      ['web', 'app'],
      ['db', 'postgres'],
    ].map(([of = '', container = '']) => ({
      fault: 'slow-boot',
      as: `boot/${of}/${container}`,
      on: {workload: of, container, pick: 0},
      holdMs: 5,
    })),
  ]);
});

test('a DaemonSet and a bare pod are of the subject too, and so is what was injected into a live pod', (t) => {
  const owned = [{kind: 'DaemonSet', name: 'agent', uid: 'd', controller: true}];
  const pod = (name: string, containers: readonly string[], ownerReferences?: typeof owned): KubeObject =>
    ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name, ...(ownerReferences === undefined ? {} : {ownerReferences})},
      spec: {containers: containers.map((one) => ({name: one}))},
    }) as unknown as KubeObject;
  const daemon = {...workload('agent', {containers: [{name: 'agent'}]}), kind: 'DaemonSet'};
  const step = {fault: 'container-pause', as: 'pause', on: {every: 'container'}} as const;
  const stages = [{name: 'fault', peaks: 3, atLeastMs: 1, steps: [step]}];
  const expanded = expandStages(stages, [daemon, pod('agent-x', ['agent', 'mesh'], owned), pod('alone', ['tool'])], []);
  t.deepEqual(
    expanded.flatMap(({steps = []}) => steps.map(({as}) => as)),
    ['pause/agent/agent', 'pause/agent/mesh', 'pause/alone/tool'],
  );
});

test('stages without steps stay as they are', (t) => {
  const atPeak = {name: 'peak', peaks: 1, atLeastMs: 1};
  t.deepEqual(expandStages([atPeak], objects, []), [atPeak]);
});

test('a step on a kind of dependency becomes one for each, where several are declared', (t) => {
  const dependency = (name: string, need: 'hard' | 'soft') => ({
    name,
    kind: 'in-cluster' as const,
    need,
    workload: name,
  });
  const step = {fault: 'pod-partition', as: 'soft', on: {dependency: 'soft'}, holdMs: 5} as const;
  const stages = [{name: 'fault', peaks: 3, atLeastMs: 1, steps: [step]}];
  const expanded = (...all: readonly ReturnType<typeof dependency>[]) => expandStages(stages, objects, all)[0]?.steps;
  t.deepEqual(expanded(), [step], 'the run says that none is declared');
  t.deepEqual(expanded(dependency('redis', 'soft'), dependency('db', 'hard')), [step]);
  t.deepEqual(expanded(dependency('redis', 'soft'), dependency('db', 'hard'), dependency('search', 'soft')), [
    {...step, as: 'soft/redis', on: {dependency: 'soft', name: 'redis'}},
    {...step, as: 'soft/search', on: {dependency: 'soft', name: 'search'}},
  ]);
});
