import test from 'ava';
import type {Json, KubeObject} from '../../src/kubernetes/kube-object.ts';
import {containersBehind, portsBehind, sendsTo} from '../../src/kubernetes/services.ts';

const service = (...ports: readonly Json[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'web', namespace: 'shop'},
  spec: {selector: {app: 'web'}, ports},
});

const pod = (containers: readonly Json[], initContainers: readonly Json[] = []): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'web-1', namespace: 'shop', labels: {app: 'web', tier: 'front'}},
  spec: {containers, initContainers},
});

const http = [{name: 'http', containerPort: 8080}];
const app = {name: 'app', ports: http};
const shipper = {name: 'log-shipper'};
const proxy = {name: 'proxy', ports: [{containerPort: 5432}]};

const behind = test.macro((t, object: KubeObject, ports: readonly Json[], names: readonly string[], port?: number) => {
  const use = {service: service(...ports), ...(port === undefined ? {} : {port})};
  t.deepEqual(
    containersBehind(object, [use]).map(({name}) => name),
    names,
  );
});

test(
  'the container that declares the number',
  behind,
  pod([shipper, proxy, app]),
  [{port: 80, targetPort: 8080}],
  ['app'],
);
test(
  'the container that has a port of that name',
  behind,
  pod([proxy, app]),
  [{port: 80, targetPort: 'http'}],
  ['app'],
);
test('a port without a target is its own target', behind, pod([shipper, app]), [{port: 8080}], ['app']);
test(
  'declared nowhere: the container whose probe asks that port',
  behind,
  pod([shipper, {name: 'app', readinessProbe: {tcpSocket: {port: 9898}}}]),
  [{port: 80, targetPort: 9898}],
  ['app'],
);
test('declared and asked nowhere: the only one', behind, pod([{name: 'app'}]), [{port: 80, targetPort: 9898}], ['app']);
test('nor that: nobody can tell', behind, pod([shipper, {name: 'app'}]), [{port: 80, targetPort: 9898}], []);
test(
  'a native sidecar that owns the port',
  behind,
  pod([{name: 'php'}], [{name: 'nginx', restartPolicy: 'Always', ports: http}]),
  [{port: 80, targetPort: 'http'}],
  ['nginx'],
);
test(
  'an init container owns no port',
  behind,
  pod([app], [{name: 'migrate', ports: http}]),
  [{port: 80, targetPort: 'http'}],
  ['app'],
);
const both = [
  {port: 80, targetPort: 'http'},
  {port: 5432, targetPort: 5432},
];
test('of several ports the one that is meant', behind, pod([proxy, app]), both, ['app'], 80);
test('all of them when none is meant', behind, pod([proxy, app]), both, ['proxy', 'app']);
test('a name that nobody has', behind, pod([proxy, app]), [{port: 80, targetPort: 'grpc'}], []);

test('a Service sends to what its whole selector meets, in its own namespace', (t) => {
  const template = {metadata: {labels: {app: 'web'}}};
  const workload = (kind: string, namespace = 'shop'): KubeObject => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: {name: 'web', namespace},
    spec: {template: template as unknown as Json},
  });
  const of = service({port: 80});
  t.true(sendsTo(of, pod([app])));
  t.deepEqual(
    ['Deployment', 'StatefulSet', 'DaemonSet'].map((kind) => sendsTo(of, workload(kind))),
    [true, true, true],
  );
  t.false(sendsTo(of, workload('Deployment', 'other')));
  t.false(sendsTo({...of, spec: {ports: [{port: 80}]}}, pod([app])), 'without a selector nobody is meant');
  t.false(sendsTo({...of, kind: 'PodDisruptionBudget'}, pod([app])));
});

test('the ports of several Services, names looked up', (t) => {
  const uses = [{service: service({port: 80, targetPort: 'http'})}, {service: service({port: 9090})}];
  t.deepEqual(portsBehind(pod([shipper, app]), uses), [8080, 9090]);
});
