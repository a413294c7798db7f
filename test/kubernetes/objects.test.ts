import test from 'ava';
import {containersOf, isReady, podSpecOf, resourceOf, statusesOf} from '../../src/kubernetes/containers.ts';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {isSame, nameOf, workloadOf} from '../../src/kubernetes/owners.ts';
import {probeOf} from '../../src/kubernetes/probes.ts';
import {parseQuantity, toMebi} from '../../src/kubernetes/quantities.ts';
import {selects} from '../../src/kubernetes/selectors.ts';

test('quantities', (t) => {
  const cases = [
    ['64Mi', 64 * 2 ** 20],
    ['250m', 0.25],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['2', 2],
    ['1e3', 1000],
    ['128974848', 128_974_848],
    ['129M', 129e6],
    ['100k', 1e5],
    [2, 2],
    ['.5', 0.5],
  ] as const;
  for (const [text, value] of cases) t.is(parseQuantity(text), value, String(text));
  for (const text of ['', 'Mi', '64MB', '64mi', 'x', undefined, null])
    t.is(parseQuantity(text), undefined, String(text));
  t.is(toMebi(64 * 2 ** 20 + 1), '65Mi');
});

const spec = {
  initContainers: [{name: 'i'}, {name: 's', restartPolicy: 'Always'}],
  containers: [{name: 'c', resources: {limits: {memory: '1Mi', cpu: null}}}],
};
const make = (kind: string, of: unknown): KubeObject =>
  ({apiVersion: 'x', kind, metadata: {name: 'w'}, spec: of}) as KubeObject;

test('containers: roles and paths in every kind that has a pod template', (t) => {
  const found = containersOf(make('Deployment', {template: {spec}}));
  t.deepEqual(
    found.map(({name, role, path}) => [name, role, path]),
    [
      ['i', 'init', 'spec.template.spec.initContainers[0]'],
      ['s', 'sidecar', 'spec.template.spec.initContainers[1]'],
      ['c', 'container', 'spec.template.spec.containers[0]'],
    ],
  );
  t.is(podSpecOf(make('Pod', spec))?.path, 'spec');
  t.is(
    podSpecOf(make('CronJob', {jobTemplate: {spec: {template: {spec}}}}))?.path,
    'spec.jobTemplate.spec.template.spec',
  );
  t.deepEqual(containersOf(make('Service', {ports: []})), []);
  const [, , container] = found;
  if (container === undefined) throw new Error('No container');
  t.is(resourceOf(container, 'limits', 'memory'), '1Mi');
  t.is(resourceOf(container, 'limits', 'cpu'), undefined);
  t.is(resourceOf(container, 'requests', 'cpu'), undefined);
});

test('statuses: ids without the prefix of the runtime, how it ended, ready', (t) => {
  const terminated = {reason: 'OOMKilled', exitCode: 137, containerID: 'containerd://old', finishedAt: 'x'};
  const pod = {
    ...make('Pod', spec),
    status: {
      conditions: [{type: 'Ready', status: 'True'}],
      containerStatuses: [
        {
          name: 'c',
          ready: true,
          restartCount: 1,
          containerID: 'containerd://new',
          state: {running: {startedAt: 's'}},
          lastState: {terminated},
        },
      ],
    },
  };
  t.true(isReady(pod));
  t.false(isReady(make('Pod', spec)));
  const [status] = statusesOf(pod);
  t.like(status, {
    name: 'c',
    containerId: 'new',
    restartCount: 1,
    startedAt: 's',
    waiting: undefined,
    terminated: undefined,
  });
  t.like(status?.lastTerminated, {reason: 'OOMKilled', containerId: 'old'});
});

test('owners: a Deployment through its ReplicaSet, others as they are, a bare pod itself', (t) => {
  const pod = (kind: string, name: string, labels: Record<string, string>): KubeObject => ({
    ...make('Pod', spec),
    metadata: {name: 'p', labels, ownerReferences: [{kind, name, uid: 'u', controller: true}]},
  });
  t.is(nameOf(workloadOf(pod('ReplicaSet', 'web-1-abc', {'pod-template-hash': 'abc'}))), 'Deployment/web-1');
  t.is(nameOf(workloadOf(pod('ReplicaSet', 'bare', {}))), 'ReplicaSet/bare');
  t.is(nameOf(workloadOf(pod('StatefulSet', 'db', {}))), 'StatefulSet/db');
  t.is(nameOf(workloadOf(make('Pod', spec))), 'Pod/w');
  t.is(nameOf({kind: 'Pod', name: 'p', container: 'c'}), 'Pod/p, container c');
  t.true(isSame({kind: 'Pod', name: 'p', namespace: 'n'}, {kind: 'Pod', name: 'p'}));
  t.false(isSame({kind: 'Pod', name: 'p', namespace: 'n'}, {kind: 'Pod', name: 'p', namespace: 'm'}));
});

test('selectors: every term, and an empty one selects nothing', (t) => {
  const labels = {app: 'web', tier: 'front'};
  t.true(selects({matchLabels: {app: 'web'}}, labels));
  t.false(selects({matchLabels: {app: 'web', tier: 'back'}}, labels));
  t.false(selects({}, labels));
  t.true(selects({matchLabels: {app: 'web'}, matchExpressions: null}, labels));
  t.false(selects({matchLabels: null, matchExpressions: null}, labels));
  t.false(selects(undefined, labels));
  const term = (key: string, operator: string, values?: readonly string[]): boolean =>
    selects({matchExpressions: [{key, operator, ...(values === undefined ? {} : {values})}]}, labels);
  t.deepEqual(
    [
      term('app', 'In', ['web']),
      term('app', 'NotIn', ['web']),
      term('x', 'NotIn', ['web']),
      term('app', 'Exists'),
      term('x', 'DoesNotExist'),
    ],
    [true, false, true, true, true],
  );
});

test("probes: Kubernetes' defaults", (t) => {
  const [container] = containersOf(
    make('Pod', {
      containers: [
        {
          name: 'c',
          livenessProbe: {tcpSocket: {port: 1}},
          readinessProbe: {periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 1, initialDelaySeconds: 5},
        },
      ],
    }),
  );
  if (container === undefined) throw new Error('No container');
  t.like(probeOf(container, 'livenessProbe'), {
    initialDelayMs: 0,
    periodMs: 10_000,
    timeoutMs: 1000,
    failures: 3,
    successes: 1,
  });
  t.like(probeOf(container, 'readinessProbe'), {initialDelayMs: 5000, periodMs: 2000, timeoutMs: 3000, failures: 1});
  t.is(probeOf(container, 'startupProbe'), undefined);
});
