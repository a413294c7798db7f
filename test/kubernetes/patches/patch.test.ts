import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {isAlike, patchBetween, patched} from '../../../src/kubernetes/patches/patch.ts';
import {narrowingOf, widening} from '../../../src/kubernetes/placement.ts';
import {isValid} from '../../../src/kubernetes/patches/validity.ts';

const make = (kind: string, spec: unknown): KubeObject =>
  ({apiVersion: 'x', kind, metadata: {name: 'w'}, spec}) as unknown as KubeObject;
const withPod = (pod: object): KubeObject => make('Deployment', {template: {spec: pod}});

test('a patch merges maps, and containers by their names in their places; null takes away, other lists are replaced', (t) => {
  const object = withPod({
    nodeSelector: {zone: 'b', os: 'linux'},
    containers: [
      {name: 'side'},
      {name: 'app', livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 5}, args: ['a', 'b']},
    ],
  });
  const patch = {
    spec: {
      template: {
        spec: {
          nodeSelector: {zone: null},
          containers: [{name: 'app', args: ['c'], livenessProbe: {tcpSocket: null, httpGet: {path: '/'}}}],
        },
      },
    },
  };
  t.deepEqual(
    patched(object, patch),
    withPod({
      nodeSelector: {os: 'linux'},
      containers: [{name: 'side'}, {name: 'app', livenessProbe: {periodSeconds: 5, httpGet: {path: '/'}}, args: ['c']}],
    }),
  );
});

test('spread constraints are told apart by their key and by what they do when it cannot be met', (t) => {
  const soft = {topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 2};
  const hard = {topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', maxSkew: 1};
  const constraints = (...topologySpreadConstraints: readonly object[]) =>
    ({spec: {template: {spec: {topologySpreadConstraints}}}}) as never;
  const of = (object: KubeObject) =>
    (object.spec as unknown as {readonly template: {readonly spec: object}}).template.spec as object;
  const added = patched(withPod({topologySpreadConstraints: [soft]}), constraints(hard));
  t.deepEqual(of(added), {topologySpreadConstraints: [soft, hard]});
  const changed = patched(added, constraints({...hard, maxSkew: 3}));
  t.deepEqual(of(changed), {topologySpreadConstraints: [soft, {...hard, maxSkew: 3}]});
});

test('the patch between two maps makes one the other, and says nothing of what stays', (t) => {
  const before = {a: 1, b: {c: 2, d: [1]}, e: {f: 1}};
  const after = {a: 1, b: {c: 3, d: [1, 2]}, g: 'x'};
  const patch = patchBetween(before, after);
  t.deepEqual(patch, {e: null, b: {c: 3, d: [1, 2]}, g: 'x'});
  t.true(isAlike({...(patched(before as never, patch) as object)} as never, after));
  t.deepEqual(patchBetween(after, after), {});
  t.true(isAlike({a: 1, b: 2}, {b: 2, a: 1}));
});

test('what the API server would refuse is not valid', (t) => {
  const container = (fields: object) => withPod({containers: [{name: 'app', ...fields}]});
  const refused = [
    container({resources: {requests: {memory: '1Gi'}, limits: {memory: '256Mi'}}}),
    container({resources: {requests: {cpu: '2'}, limits: {cpu: '500m'}}}),
    container({livenessProbe: {httpGet: {port: 80}, tcpSocket: {port: 80}}}),
    container({readinessProbe: {periodSeconds: 5}}),
    container({lifecycle: {preStop: {}}}),
    make('PodDisruptionBudget', {maxUnavailable: 1, minAvailable: 1}),
    make('PodDisruptionBudget', {maxUnavailable: 1, selector: {matchLabels: {version: 1.1}}}),
    make('Deployment', {strategy: {type: 'Recreate', rollingUpdate: {maxSurge: 1}}}),
    make('Deployment', {strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: '0%'}}}),
    make('StatefulSet', {strategy: {rollingUpdate: {maxSurge: 1}}}),
  ];
  t.deepEqual(
    refused.map(isValid),
    Array.from({length: refused.length}, () => false),
  );
  const taken = [
    container({resources: {requests: {memory: '1Gi'}, limits: {memory: '1Gi', cpu: '1'}}}),
    container({livenessProbe: {grpc: {port: 80}}, lifecycle: {preStop: {sleep: {seconds: 5}}}}),
    make('PodDisruptionBudget', {maxUnavailable: 0}),
    make('Deployment', {strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}}),
  ];
  t.deepEqual(
    taken.map(isValid),
    Array.from({length: taken.length}, () => true),
  );
});

test('what keeps pods from some nodes is taken away, and nothing else', (t) => {
  const nodes = ['a', 'b'].map((zone) => ({
    ...make('Node', {}),
    metadata: {name: zone, labels: {zone, arch: 'arm64'}},
  }));
  const after = (pod: object) => {
    const object = withPod(pod);
    return patched(object, {spec: {template: {spec: widening(object, nodes)}}});
  };
  const required = (...nodeSelectorTerms: readonly object[]) => ({
    affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms}}},
  });
  const inZone = {key: 'zone', operator: 'In', values: ['a']};
  const onArm = {key: 'arch', operator: 'In', values: ['arm64']};
  t.deepEqual(after({nodeSelector: {zone: 'a', arch: 'arm64'}}), withPod({nodeSelector: {arch: 'arm64'}}));
  t.deepEqual(after(required({matchExpressions: [inZone]})), withPod({affinity: {nodeAffinity: {}}}));
  t.deepEqual(after(required({matchExpressions: [inZone, onArm]})), withPod(required({matchExpressions: [onArm]})));
  t.deepEqual(widening(withPod(required({matchExpressions: [onArm]})), nodes), {});
  for (const pod of [{nodeSelector: {zone: 'b'}}, required({matchExpressions: [inZone]}), {}])
    t.is(narrowingOf(after(pod), nodes), undefined);
});
