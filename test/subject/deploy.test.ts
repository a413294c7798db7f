import test from 'ava';
import type {EventBody} from '../../src/history/events.ts';
import type {KubeObject} from '../../src/objects/kube-object.ts';
import {deploySubject} from '../../src/subject/deploy.ts';
import {removeSubject} from '../../src/subject/namespace.ts';
import {UsageError} from '../../src/system/errors.ts';
import {jumpingClock} from '../jumping-clock.ts';
import {fakeApi, fakeCluster} from './fake-api.ts';
import type {FakeApi} from './fake-api.ts';
import {deployment, manifestsOf, profile, service} from './subject.ts';

const node: KubeObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name: 'w', labels: {}},
  status: {allocatable: {cpu: '4', memory: '8Gi'}},
};
const role: KubeObject = {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'reader'}};
const account: KubeObject = {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'web'}};
const subject = [deployment('web'), service('web'), role, account];

/** As controllers leave a Deployment of three whose pods are all well. */
function complete(object: KubeObject): KubeObject {
  if (object.kind !== 'Deployment') return object;
  return {...object, status: {observedGeneration: 0, replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3}};
}

function deploy(fake: FakeApi, objects: readonly KubeObject[], events: EventBody[] = []) {
  return deploySubject({
    cluster: fakeCluster(fake.api),
    profile: profile(),
    manifests: manifestsOf(objects),
    namespace: 'shop',
    loaded: [],
    append: (event) => void events.push(event),
    clock: jumpingClock(),
    signal: new AbortController().signal,
    note: () => undefined,
  });
}

test('a subject comes up: dry run first, then namespace-wide things, workloads last, and the entry beside them', async (t) => {
  const fake = fakeApi({here: [node], see: complete});
  const events: EventBody[] = [];
  const facts = await deploy(fake, subject, events);
  t.deepEqual(fake.calls, [
    'apply Namespace/shop',
    'dry-run Deployment/web',
    'dry-run Service/web',
    'dry-run ClusterRole/reader',
    'dry-run ServiceAccount/web',
    'apply ClusterRole/reader',
    'apply ServiceAccount/web',
    'apply Service/web',
    'apply Deployment/web',
    'apply Service/seatrial-entry',
  ]);
  t.like(facts.entry, {workload: {kind: 'Deployment', name: 'web', namespace: 'shop'}, replicas: 3, url: 'http://198.18.16.2:30080'});
  t.like(facts.start, {ready: true, boundMs: 60_000, why: []});
  t.deepEqual(
    facts.deviations.map((it) => it.what),
    ['NodePort added for the load'],
  );
  t.true(facts.objects.some((it) => it.kind === 'Deployment' && it.status?.['readyReplicas'] === 3));
  t.like(facts.positions[0], {of: {kind: 'Deployment', name: 'web'}, file: 'Deployment-web.yaml', line: 1});
  t.like(events.at(-1), {kind: 'line', source: 'deploy', text: 'all workloads are ready'});
});

test('a pod that never gets ready is no error: the facts say why', async (t) => {
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'web-1', namespace: 'shop', ownerReferences: [{kind: 'Deployment', name: 'web', uid: 'u'}]},
    spec: {containers: [{name: 'app', image: 'web:1'}]},
    status: {containerStatuses: [{name: 'app', ready: false, restartCount: 4, state: {waiting: {reason: 'CrashLoopBackOff', message: ''}}}]},
  };
  const facts = await deploy(fakeApi({here: [node, pod]}), subject);
  t.like(facts.start, {ready: false, boundMs: 60_000});
  t.true((facts.start?.tookMs ?? 0) >= 60_000);
  t.deepEqual(
    facts.start?.why.map((it) => it.text),
    ['0 of 3 ready', 'waits: CrashLoopBackOff, restarted 4 times'],
  );
});

test('an image that is not there ends it at once', async (t) => {
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'web-1', namespace: 'shop'},
    spec: {containers: [{name: 'app', image: 'web:1'}]},
    status: {containerStatuses: [{name: 'app', ready: false, restartCount: 0, state: {waiting: {reason: 'ErrImageNeverPull', message: 'absent'}}}]},
  };
  const error = await t.throwsAsync(deploy(fakeApi({here: [node, pod]}), subject), {instanceOf: UsageError});
  t.regex(error?.message ?? '', /web:1: ErrImageNeverPull/);
});

test('manifests that the server refuses are all named with their places, and none is applied', async (t) => {
  const fake = fakeApi({here: [node], refuse: (it) => (it.kind === 'Service' || it.kind === 'Deployment' ? `bad ${it.kind}` : undefined)});
  const error = await t.throwsAsync(deploy(fake, subject), {instanceOf: UsageError});
  t.deepEqual(error?.message.split('\n'), [
    'The API server refuses 2 manifests:',
    'Deployment-web.yaml:1: Deployment web: PATCH /x: 422 Invalid: bad Deployment',
    'Service-web.yaml:1: Service web: PATCH /x: 422 Invalid: bad Service',
  ]);
  t.deepEqual(
    fake.calls.filter((it) => it.startsWith('apply')),
    ['apply Namespace/shop'],
  );
});

test('a wrong entry is told before anything is touched', async (t) => {
  const fake = fakeApi({here: [node]});
  await t.throwsAsync(deploy(fake, [deployment('web')]), {instanceOf: UsageError});
  t.deepEqual(fake.calls, []);
});

test('what is in the cluster already is left alone', async (t) => {
  const fake = fakeApi({here: [node, role], see: complete});
  const facts = await deploy(fake, subject);
  t.false(fake.calls.includes('apply ClusterRole/reader'));
  t.like(facts.deviations[0], {what: 'not applied: the cluster has one of that name already', of: {kind: 'ClusterRole', name: 'reader'}});
});

test('a namespace that is not ours is refused, and never removed', async (t) => {
  const theirs: KubeObject = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}};
  const fake = fakeApi({here: [node, theirs]});
  await t.throwsAsync(deploy(fake, subject), {message: /already in the cluster/});
  await removeSubject({api: fake.api, namespace: 'shop', clock: jumpingClock(), signal: new AbortController().signal});
  t.true(fake.objects.has('Namespace/shop'));
});

test('removing takes what is outside the namespace, its workloads and then itself, and can be done twice', async (t) => {
  const fake = fakeApi({here: [node], see: complete});
  await deploy(fake, subject);
  const where = {api: fake.api, namespace: 'shop', clock: jumpingClock(), signal: new AbortController().signal};
  await removeSubject(where);
  await removeSubject(where);
  t.deepEqual(
    fake.calls.filter((it) => it.startsWith('delete')),
    ['delete ClusterRole/reader', 'delete Deployment/web', 'delete Namespace/shop'],
  );
});

test('the labels of the manifests’ Namespace are kept', async (t) => {
  const stated: KubeObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {name: 'shop', labels: {'pod-security.kubernetes.io/enforce': 'restricted'}},
  };
  const fake = fakeApi({here: [node], see: complete});
  await deploy(fake, [...subject, stated]);
  t.deepEqual(fake.objects.get('Namespace/shop')?.metadata.labels, {'pod-security.kubernetes.io/enforce': 'restricted', 'seatrial/part': 'subject'});
});

test('a namespace that a killed run left goes before anything is applied', async (t) => {
  const left: KubeObject = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop', labels: {'seatrial/part': 'subject'}}};
  const fake = fakeApi({here: [node, left], see: complete});
  await deploy(fake, subject);
  t.deepEqual(fake.calls.slice(0, 2), ['delete Namespace/shop', 'apply Namespace/shop']);
});
