import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {adapt, namespaceFor} from '../../../src/subject/adapt/adapt.ts';
import {deployment, service} from '../subject.ts';
import {changes, placement} from './changes.ts';

test('a subject that fits is only put into its namespace', (t) => {
  const {objects, deviations} = adapt([deployment('web'), service('web')], placement);
  t.deepEqual(deviations, []);
  t.deepEqual(
    objects.map((it) => it.metadata.namespace),
    ['trial', 'trial'],
  );
});

const namespaced = {...service('web'), metadata: {name: 'web', namespace: 'prod'}};
test('another namespace', changes, namespaced, ['metadata', 'namespace'], 'trial', {
  of: {kind: 'Service', name: 'web', namespace: 'prod'},
  from: 'prod',
  to: 'trial',
});
const nodePorts = {
  ...service('web'),
  spec: {
    type: 'NodePort',
    ports: [
      {port: 80, nodePort: 30_000},
      {port: 81, nodePort: 30_080},
    ],
  },
};
test(
  'a port of the nodes through which the load enters',
  changes,
  nodePorts,
  ['spec', 'ports'],
  [{port: 80, nodePort: 30_000}, {port: 81}],
  {
    what: 'node port left out: the cluster uses it itself',
    of: {kind: 'Service', name: 'web'},
    from: 30_080,
  },
);
test(
  'the check of a load balancer at such a port',
  changes,
  {...service('web'), spec: {type: 'LoadBalancer', healthCheckNodePort: 30_081}},
  ['spec', 'healthCheckNodePort'],
  undefined,
  {what: 'node port left out: the cluster uses it itself', from: 30_081},
);
const clusterRole = {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'r'}};
test('a kind without namespace', changes, clusterRole, ['metadata', 'namespace'], undefined, undefined);

const claim = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: {name: 'data'},
  spec: {storageClassName: name},
});
test('a mapped storage class', changes, claim('gp3'), ['spec', 'storageClassName'], 'standard', {
  from: 'gp3',
  to: 'standard',
});
test('a storage class in no mapping stays', changes, claim('fast'), ['spec', 'storageClassName'], 'fast', undefined);
const stateful: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: {name: 'db'},
  spec: {volumeClaimTemplates: [{metadata: {name: 'data'}, spec: {storageClassName: 'gp3'}}]},
};
test(
  'the storage class of a claim template',
  changes,
  stateful,
  ['spec', 'volumeClaimTemplates', 0, 'spec', 'storageClassName'],
  'standard',
  {
    from: 'gp3',
  },
);

test('accounts in a binding move with the subject, those of others stay', (t) => {
  const binding: KubeObject = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: {name: 'b', namespace: 'prod'},
    subjects: [
      {kind: 'ServiceAccount', name: 'a', namespace: 'prod'},
      {kind: 'ServiceAccount', name: 'm', namespace: 'monitoring'},
    ],
  };
  const {objects} = adapt([binding], placement);
  t.like(objects[0], {subjects: [{namespace: 'trial'}, {namespace: 'monitoring'}]});
});

test('kinds that the cluster does not know are skipped, all of them listed', (t) => {
  const foreign = (kind: string): KubeObject => ({apiVersion: 'example.com/v1', kind, metadata: {name: 'x'}});
  const {objects, deviations} = adapt([foreign('Route'), service('web'), foreign('Certificate')], placement);
  t.deepEqual(
    objects.map((it) => it.kind),
    ['Service'],
  );
  t.deepEqual(
    deviations.map((it) => it.of?.kind),
    ['Route', 'Certificate'],
  );
});

test('autoscalers are removed; replicas they left open become their minimum', (t) => {
  const scaler = (name: string): KubeObject => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: {name},
    spec: {scaleTargetRef: {kind: 'Deployment', name}, minReplicas: 2, maxReplicas: 9},
  });
  const {spec, ...open} = deployment('web');
  const {replicas: _, ...rest} = spec as {readonly replicas: number};
  const {objects, deviations} = adapt(
    [{...open, spec: rest}, scaler('web'), deployment('api'), scaler('api')],
    placement,
  );
  t.deepEqual(
    objects.map((it) => [it.metadata.name, it.spec?.['replicas']]),
    [
      ['web', 2],
      ['api', 3],
    ],
  );
  t.is(deviations.length, 3);
  t.like(deviations[0], {of: {kind: 'HorizontalPodAutoscaler', name: 'web'}, from: {minReplicas: 2, maxReplicas: 9}});
});

test('fewer replicas than the autoscaler would have at once become its minimum, and are told; none stay none', (t) => {
  const scaled = (replicas: number, minimum: Readonly<Record<string, number>>) =>
    adapt(
      [
        deployment('web', {spec: {replicas}}),
        {
          apiVersion: 'autoscaling/v2',
          kind: 'HorizontalPodAutoscaler',
          metadata: {name: 'web'},
          spec: {scaleTargetRef: {kind: 'Deployment', name: 'web'}, ...minimum},
        },
      ],
      placement,
    );
  const {objects, deviations} = scaled(1, {minReplicas: 3});
  t.is(objects[0]?.spec?.['replicas'], 3);
  t.like(deviations[1], {what: 'replicas set to the minimum of the removed autoscaler', from: 1, to: 3});
  t.is(scaled(5, {minReplicas: 3}).objects[0]?.spec?.['replicas'], 5);
  t.is(scaled(0, {minReplicas: 3}).objects[0]?.spec?.['replicas'], 0);
  t.is(scaled(1, {}).objects[0]?.spec?.['replicas'], 1);
});

const named = test.macro((t, namespaces: readonly (string | undefined)[], expected: string) => {
  const objects = namespaces.map((namespace) => ({
    ...service('web'),
    metadata: {name: 'web', ...(namespace === undefined ? {} : {namespace})},
  }));
  t.is(namespaceFor(objects, 'shop'), expected);
});

test('no namespace stated: that of the profile', named, [undefined], 'shop');
test('one namespace stated: that one', named, ['prod', undefined, 'prod'], 'prod');
test('several: the profile’s name', named, ['prod', 'data'], 'shop');
test('the default namespace is not taken', named, ['default'], 'shop');
test('a namespace of the system is not taken', named, ['kube-system'], 'shop');
