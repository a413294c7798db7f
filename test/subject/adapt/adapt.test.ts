import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {adapt, namespaceFor} from '../../../src/subject/adapt/adapt.ts';
import type {Placement} from '../../../src/subject/adapt/adapt.ts';
import {at} from '../../../src/subject/manifests/places.ts';
import {deployment, service} from '../subject.ts';

const placement: Placement = {
  namespace: 'trial',
  kinds: new Map([
    ['v1 Service', {namespaced: true}],
    ['v1 PersistentVolumeClaim', {namespaced: true}],
    ['v1 Namespace', {namespaced: false}],
    ['apps/v1 Deployment', {namespaced: true}],
    ['apps/v1 StatefulSet', {namespaced: true}],
    ['rbac.authorization.k8s.io/v1 RoleBinding', {namespaced: true}],
    ['rbac.authorization.k8s.io/v1 ClusterRole', {namespaced: false}],
    ['autoscaling/v2 HorizontalPodAutoscaler', {namespaced: true}],
  ]),
  loaded: new Set(['web:latest', 'web:1']),
  storageClasses: {gp3: 'standard'},
  nodes: [{'kubernetes.io/os': 'linux', 'topology.kubernetes.io/zone': 'a'}],
  room: {cores: 8, bytes: 8 * 2 ** 30},
};

const container = 'spec.template.spec.containers.0'.split('.').map((step) => (step === '0' ? 0 : step));

test('a subject that fits is only put into its namespace', (t) => {
  const {objects, deviations} = adapt([deployment('web'), service('web')], placement);
  t.deepEqual(deviations, []);
  t.deepEqual(
    objects.map((it) => it.metadata.namespace),
    ['trial', 'trial'],
  );
});

const changes = test.macro(
  (
    t,
    object: KubeObject,
    path: readonly PropertyKey[],
    expected: unknown,
    deviation: Readonly<Record<string, unknown>> | undefined,
  ) => {
    const {objects, deviations} = adapt([object], placement);
    t.deepEqual(at(objects[0], path), expected);
    if (deviation === undefined) t.deepEqual(deviations, []);
    else t.like(deviations[0], deviation);
    t.is(deviations.length, deviation === undefined ? 0 : 1);
  },
);

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
test(
  'pull policy Always of a loaded image',
  changes,
  deployment('web', {app: {imagePullPolicy: 'Always'}}),
  [...container, 'imagePullPolicy'],
  'IfNotPresent',
  {
    of: {kind: 'Deployment', name: 'web', namespace: 'trial', container: 'app'},
    from: 'Always',
    to: 'IfNotPresent',
  },
);
test(
  'latest means Always',
  changes,
  deployment('web', {app: {image: 'web:latest'}}),
  [...container, 'imagePullPolicy'],
  'IfNotPresent',
  {
    from: 'Always',
  },
);
test(
  'pull policy of an image that was not loaded',
  changes,
  deployment('db', {app: {imagePullPolicy: 'Always'}}),
  [...container, 'imagePullPolicy'],
  'Always',
  undefined,
);
test(
  'pull policy Never',
  changes,
  deployment('web', {app: {imagePullPolicy: 'Never'}}),
  [...container, 'imagePullPolicy'],
  'Never',
  undefined,
);
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
test(
  'a node selector of a pool that is not here',
  changes,
  deployment('web', {pod: {nodeSelector: {pool: 'gpu'}}}),
  ['spec', 'template', 'spec', 'nodeSelector'],
  undefined,
  {from: {pool: 'gpu'}},
);
test(
  'a node selector that a worker meets',
  changes,
  deployment('web', {pod: {nodeSelector: {'kubernetes.io/os': 'linux'}}}),
  ['spec', 'template', 'spec', 'nodeSelector'],
  {'kubernetes.io/os': 'linux'},
  undefined,
);
const affinity = (values: readonly string[]) =>
  deployment('web', {
    pod: {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{matchExpressions: [{key: 'topology.kubernetes.io/zone', operator: 'In', values}]}],
          },
        },
      },
    },
  });
const requiredPath = [
  'spec',
  'template',
  'spec',
  'affinity',
  'nodeAffinity',
  'requiredDuringSchedulingIgnoredDuringExecution',
];
test('a required affinity to zones that are not here', changes, affinity(['eu-1']), requiredPath, undefined, {
  what: 'required node affinity removed: no worker here meets it',
});
test(
  'a required affinity that a worker meets',
  changes,
  affinity(['eu-1', 'a']),
  requiredPath.slice(0, 3),
  at(affinity(['eu-1', 'a']), requiredPath.slice(0, 3)),
  undefined,
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

test('CPU requests are lowered only when they do not fit, and limits never', (t) => {
  const wide = deployment('web', {app: {resources: {requests: {cpu: '2'}, limits: {cpu: '4', memory: '1Gi'}}}});
  const {objects, deviations} = adapt([wide], {...placement, room: {cores: 2, bytes: 2 ** 40}});
  t.like(at(objects[0], container), {resources: {requests: {cpu: '600m'}, limits: {cpu: '4', memory: '1Gi'}}});
  t.like(deviations[0], {from: '2', to: '600m', of: {container: 'app'}});
  t.deepEqual(adapt([wide], {...placement, room: {cores: 7, bytes: 2 ** 40}}).deviations, []);
});

test('a CPU limit without a request counts as the request', (t) => {
  const wide = deployment('web', {app: {resources: {limits: {cpu: '2'}}}});
  const {objects} = adapt([wide], {...placement, room: {cores: 2, bytes: 2 ** 40}});
  t.like(at(objects[0], container), {resources: {requests: {cpu: '600m'}, limits: {cpu: '2'}}});
});

test('replicas are lowered only when memory does not fit, to three at the least', (t) => {
  const wide = deployment('web', {spec: {replicas: 30}, app: {resources: {requests: {memory: '1Gi'}}}});
  const small = {...placement, room: {cores: 8, bytes: 10 * 2 ** 30}};
  t.is(adapt([wide], small).objects[0]?.spec?.['replicas'], 9);
  t.is(adapt([wide], {...placement, room: {cores: 8, bytes: 2 ** 30}}).objects[0]?.spec?.['replicas'], 3);
  t.like(adapt([wide], small).deviations, [{what: 'replicas lowered to fit the cluster', from: 30, to: 9}]);
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
