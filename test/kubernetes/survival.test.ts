import {budgetOf, covers} from '../../src/kubernetes/budgets.ts';
import {endpointsOf} from '../../src/kubernetes/endpoints.ts';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {narrowingOf} from '../../src/kubernetes/placement.ts';
import {graceMsOf, toleratesUnreachableMs} from '../../src/kubernetes/pod-times.ts';
import {scaled} from '../../src/kubernetes/quantities.ts';
import {allocatableOf, requestsOf} from '../../src/kubernetes/requests.ts';
import {rolloutOf} from '../../src/kubernetes/rollout.ts';
import {fairestLoss, lossesOf} from '../../src/kubernetes/spread.ts';
import {workloadsOf} from '../../src/kubernetes/workloads.ts';

import test from 'ava';

const make = (kind: string, spec: unknown, metadata: object = {}): KubeObject =>
  ({apiVersion: 'x', kind, metadata: {name: 'w', namespace: 'n', ...metadata}, spec}) as unknown as KubeObject;
const budget = (spec: object): KubeObject => make('PodDisruptionBudget', spec);

test('scaled: numbers as they are, percentages rounded as asked', (t) => {
  t.deepEqual(scaled(2, 7, 'up'), {count: 2, exact: 2});
  t.deepEqual(scaled('25%', 3, 'up'), {count: 1, exact: 0.75});
  t.deepEqual(scaled('25%', 3, 'down'), {count: 0, exact: 0.75});
  t.deepEqual(scaled('100%', 3, 'down'), {count: 3, exact: 3});
  t.is(scaled('2', 3, 'up').count, 2);
});

test('budgets: what may go and what must stay, with the rounding in words', (t) => {
  const of = (spec: object, replicas = 3) => {
    const {desired, allowed} = budgetOf(budget(spec), {scales: replicas, others: 0});
    return [allowed, desired];
  };
  t.deepEqual(of({maxUnavailable: 1}), [1, 2]);
  t.deepEqual(of({maxUnavailable: 0}), [0, 3]);
  t.deepEqual(of({maxUnavailable: 9}), [3, 0]);
  t.deepEqual(of({minAvailable: 2}), [1, 2]);
  t.deepEqual(of({minAvailable: 4}), [0, 4]);
  t.deepEqual(of({minAvailable: '50%'}), [1, 2]);
  t.deepEqual(of({maxUnavailable: '34%'}), [2, 1]);
  t.deepEqual(of({}), [0, 3]);
  t.is(budgetOf(budget({minAvailable: '50%'}), {scales: 3, others: 0}).rounding, '50% of 3 is 1.5, rounded up to 2');
  t.is(budgetOf(budget({minAvailable: '50%'}), {scales: 4, others: 0}).rounding, undefined);
  t.is(budgetOf(budget({maxUnavailable: '25%'}), {scales: 3, others: 0}).says, 'maxUnavailable: 25%');
});

test('budgets over several: pods of no controller are healthy ones beside the scales; without a scale only a number counts', (t) => {
  const of = (spec: object, selected: Parameters<typeof budgetOf>[1]) => {
    const {pods, desired, allowed} = budgetOf(budget(spec), selected);
    return [pods, allowed, desired];
  };
  t.deepEqual(of({maxUnavailable: 1}, {scales: 4, others: 2}), [6, 3, 3]);
  t.deepEqual(of({minAvailable: 3}, {scales: 4, others: 2}), [6, 3, 3]);
  t.deepEqual(of({maxUnavailable: 1}, {scales: 0, others: 2}), [2, 0, 0]);
  t.deepEqual(of({minAvailable: 1}, {scales: 0, others: 2}), [2, 1, 1]);
  t.deepEqual(of({maxUnavailable: 1}, {scales: 3, others: 2, unscaled: 'DaemonSet/agent'}), [5, 0, 5]);
  t.deepEqual(of({minAvailable: '50%'}, {scales: 3, others: 2, unscaled: 'DaemonSet/agent'}), [5, 0, 5]);
  t.deepEqual(of({minAvailable: 3}, {scales: 3, others: 2, unscaled: 'DaemonSet/agent'}), [5, 2, 3]);
});

test('budgets over a pod: by labels and namespace; an empty selector takes all, a missing one none', (t) => {
  const objects = [
    budget({selector: {matchLabels: {app: 'web'}}}),
    budget({selector: {matchLabels: {app: 'db'}}}),
    budget({selector: {}}),
    budget({}),
    make('PodDisruptionBudget', {selector: {matchLabels: {app: 'web'}}}, {namespace: 'other'}),
    make('Deployment', {selector: {matchLabels: {app: 'web'}}}),
  ];
  t.deepEqual(
    objects.filter((one) => covers(one, {app: 'web'}, 'n')),
    [objects[0], objects[2]] as never,
  );
});

test('workloads: those whose replicas somebody chose', (t) => {
  const template = {metadata: {labels: {app: 'web'}}, spec: {containers: []}};
  const found = workloadsOf([
    make('Deployment', {replicas: 2, template}),
    make('StatefulSet', {template, volumeClaimTemplates: [{metadata: {name: 'data'}}]}),
    make('ReplicaSet', {template}, {ownerReferences: [{kind: 'Deployment', name: 'w', uid: 'u'}]}),
    make('ReplicaSet', {replicas: 0, template: {spec: {volumes: [{persistentVolumeClaim: {claimName: 'x'}}]}}}),
    make('DaemonSet', {template}),
    make('Pod', {}),
  ]);
  t.deepEqual(
    found.map(({ref, replicas, labels, keepsVolume}) => [ref.kind, replicas, labels, keepsVolume]),
    [
      ['Deployment', 2, {app: 'web'}, false],
      ['StatefulSet', 1, {app: 'web'}, true],
      ['ReplicaSet', 0, {}, true],
    ],
  );
});

test('spread: each node and zone with what it takes, the worst first; the fairest loss', (t) => {
  const places = [
    {name: 'n1', zone: 'a'},
    {name: 'n2', zone: 'a'},
    {name: 'n3', zone: 'b'},
    {name: 'n4', zone: 'c'},
  ];
  const pods = ['n1', 'n2', 'n3'].map((node) => ({name: `on-${node}`, node}));
  const losses = lossesOf(pods, places);
  t.deepEqual(losses[0], {domain: 'zone', name: 'a', pods: ['on-n1', 'on-n2'], left: 1});
  t.is(losses.length, 7);
  t.is(losses.at(-1)?.pods.length, 0);
  t.deepEqual(
    [1, 3, 4, 6].map((number) => fairestLoss(number, places)),
    [1, 1, 2, 2],
  );
  t.is(
    fairestLoss(
      6,
      places.map(({name}) => ({name, zone: ''})),
    ),
    2,
  );
  t.is(fairestLoss(3, []), 3);
});

test('roll-outs: defaults and percentages; both rounded to none still lets one go', (t) => {
  const of = (strategy: object, replicas = 3) => rolloutOf(make('Deployment', {strategy}), replicas);
  const rolling = {type: 'RollingUpdate', replaces: 3, minReadyMs: 0} as const;
  t.deepEqual(rolloutOf(make('Deployment', {}), 3), {...rolling, surge: 1, unavailable: 0});
  t.deepEqual(of({rollingUpdate: {maxUnavailable: '100%', maxSurge: 0}}), {...rolling, surge: 0, unavailable: 3});
  t.deepEqual(of({rollingUpdate: {maxUnavailable: '10%', maxSurge: 0}}), {...rolling, surge: 0, unavailable: 1});
  t.deepEqual(of({type: 'Recreate'}), {...rolling, type: 'Recreate', surge: 0, unavailable: 3});
});

test('roll-outs of a StatefulSet and a DaemonSet go one by one; a partition keeps its pods, OnDelete all of them', (t) => {
  const of = (kind: string, updateStrategy: object) => rolloutOf(make(kind, {updateStrategy, minReadySeconds: 5}), 3);
  const one = {type: 'RollingUpdate', surge: 0, unavailable: 1, replaces: 3, minReadyMs: 5000} as const;
  t.deepEqual(of('StatefulSet', {}), one);
  t.deepEqual(of('StatefulSet', {rollingUpdate: {partition: 2}}), {...one, replaces: 1});
  t.deepEqual(of('StatefulSet', {rollingUpdate: {partition: 9}}), {...one, replaces: 0});
  t.deepEqual(of('StatefulSet', {rollingUpdate: {maxUnavailable: '50%'}}), {...one, unavailable: 2});
  t.deepEqual(of('DaemonSet', {type: 'RollingUpdate', rollingUpdate: null}), one);
  t.deepEqual(of('DaemonSet', {rollingUpdate: {maxSurge: '50%', maxUnavailable: 0}}), {
    ...one,
    surge: 2,
    unavailable: 0,
  });
  t.deepEqual(of('DaemonSet', {type: 'OnDelete'}), {...one, type: 'OnDelete', unavailable: 0, replaces: 0});
  t.is(of('ReplicaSet', {}), undefined);
});

test('endpoints: pods only, an unknown readiness is ready', (t) => {
  const slice = {
    ...make('EndpointSlice', {}),
    endpoints: [
      {conditions: {ready: false}, targetRef: {kind: 'Pod', name: 'a', uid: 'ua'}, nodeName: 'n1'},
      {conditions: {}, targetRef: {kind: 'Pod', name: 'b', uid: 'ub'}},
      {addresses: ['198.18.0.9']},
    ],
  };
  t.deepEqual(endpointsOf(slice), [
    {pod: 'a', podUid: 'ua', node: 'n1', ready: false, serving: false},
    {pod: 'b', podUid: 'ub', node: '', ready: true, serving: true},
  ]);
  t.deepEqual(endpointsOf({...slice, endpoints: null}), []);
});

test('requests: containers and sidecars together, or the largest init container', (t) => {
  const asks = (cpu: string, memory: string) => ({resources: {requests: {cpu, memory}}});
  const containers = [
    {name: 'a', ...asks('100m', '1Gi')},
    {name: 'b', ...asks('0.4', '1Gi')},
  ];
  const initContainers = [
    {name: 'i', ...asks('2', '1Mi')},
    {name: 's', restartPolicy: 'Always', ...asks('250m', '1Gi')},
  ];
  t.deepEqual(requestsOf(make('Pod', {containers, initContainers})), {cpu: 2, memory: 3 * 2 ** 30});
  t.deepEqual(requestsOf(make('Pod', {containers: [{name: 'c'}]})), {cpu: 0, memory: 0});
  t.deepEqual(allocatableOf({...make('Node', {}), status: {allocatable: {cpu: '380m', memory: '4Gi'}}}), {
    cpu: 0.38,
    memory: 2 ** 32,
  });
  t.deepEqual(allocatableOf(make('Node', {})), {cpu: 0, memory: 0});
});

test('grace and toleration: as stated, with the defaults; for ever when no seconds are given', (t) => {
  t.is(graceMsOf(make('Deployment', {template: {spec: {terminationGracePeriodSeconds: 0}}})), 0);
  t.is(graceMsOf(make('Pod', {})), 30_000);
  const of = (...tolerations: readonly object[]) => toleratesUnreachableMs(make('Pod', {tolerations}));
  const key = 'node.kubernetes.io/unreachable';
  t.is(of({key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300}), 300_000);
  t.is(of({key, operator: 'Exists', effect: 'NoExecute'}), undefined);
  t.is(of({operator: 'Exists'}), undefined);
  // The least that states seconds counts (GetMinTolerationTime of the taint manager).
  t.is(of({key, operator: 'Exists', tolerationSeconds: 300}, {operator: 'Exists'}), 300_000);
  t.is(of({key, operator: 'Exists', tolerationSeconds: 300}, {key, operator: 'Exists', tolerationSeconds: 20}), 20_000);
  t.is(of({key: 'node.kubernetes.io/not-ready', operator: 'Exists', tolerationSeconds: 300}), 0);
});

test('placement: a selector or a required affinity that leaves only some nodes, and none that leaves all', (t) => {
  const node = (name: string, zone: string): KubeObject => make('Node', {}, {name, labels: {zone, os: 'linux'}});
  const nodes = [node('n1', 'a'), node('n2', 'b')];
  const of = (spec: object) => narrowingOf(make('Deployment', {template: {spec}}), nodes);
  const required = (...nodeSelectorTerms: readonly object[]) => ({
    affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms}}},
  });
  t.deepEqual(of({nodeSelector: {zone: 'b'}}), {field: 'nodeSelector', nodes: ['n2']});
  t.is(of({nodeSelector: {os: 'linux'}}), undefined);
  t.deepEqual(of(required({matchExpressions: [{key: 'zone', operator: 'NotIn', values: ['a']}]})), {
    field: 'affinity',
    nodes: ['n2'],
  });
  t.is(
    of(
      required(
        {matchExpressions: [{key: 'zone', operator: 'In', values: ['a']}]},
        {matchExpressions: [{key: 'zone', operator: 'In', values: ['b']}]},
      ),
    ),
    undefined,
  );
  t.is(of({}), undefined);
});
