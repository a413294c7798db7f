import test from 'ava';
import type {Api} from '../../../src/cluster/cluster.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {removeSubject} from '../../../src/subject/deploy/namespace.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {jumpingClock} from '../../jumping-clock.ts';
import {fakeApi} from '../fake-api.ts';
import type {FakeApi} from '../fake-api.ts';
import {complete, deploy, node, of, subject} from './deploying.ts';

/** Nodes on which each pod has two containers; `told` gets what was asked of them. */
function shell(told: string[] = []) {
  const run = async (node: string, argv: readonly string[]) => {
    told.push(`${node}: ${argv.join(' ')}`);
    return Promise.resolve({stdout: argv[1] === 'ps' ? 'c1\nc2\n' : '', stderr: '', exitCode: 0, durationMs: 1});
  };
  return {run};
}

function where(fake: FakeApi) {
  return {
    api: fake.api,
    shell: shell(),
    namespace: 'shop',
    clock: jumpingClock(),
    signal: new AbortController().signal,
  };
}

test('removing takes what is outside the namespace, its workloads and then itself, and can be done twice', async (t) => {
  const fake = fakeApi({here: [node], see: complete});
  await deploy(fake, subject);
  await removeSubject(where(fake), undefined);
  await removeSubject(where(fake), undefined);
  t.deepEqual(
    fake.calls.filter((it) => it.startsWith('delete')),
    ['delete ClusterRole/reader', 'delete Deployment/web', 'delete Namespace/shop'],
  );
});

test('a namespace that is not ours is refused, and never removed', async (t) => {
  const theirs: KubeObject = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}};
  const fake = fakeApi({here: [node, theirs]});
  await t.throwsAsync(deploy(fake, subject), {message: /already in the cluster/});
  await t.throwsAsync(removeSubject(where(fake), undefined), {instanceOf: HarnessError, code: 'namespace-unlabelled'});
  t.true(fake.objects.has('Namespace/shop'));
});

test('a namespace is ours by its UID: without its label it is removed, another one of that name is left', async (t) => {
  const fake = fakeApi({here: [node], see: complete});
  let uid = '';
  await deploy(fake, subject, [], {made: (made) => (uid = made)});
  await fake.api.patch({apiVersion: 'v1', kind: 'Namespace'}, 'shop', undefined, {metadata: {labels: {}}});
  await t.throwsAsync(removeSubject(where(fake), undefined), {
    code: 'namespace-unlabelled',
    message: /does not carry our label seatrial\/part/,
  });
  await removeSubject(where(fake), 'another');
  t.true(fake.objects.has('Namespace/shop'));
  await removeSubject(where(fake), uid);
  t.false(fake.objects.has('Namespace/shop'));
});

test('a namespace that takes the place of ours while its pods end is not removed for it', async (t) => {
  const fake = fakeApi({here: [node], see: complete});
  let uid = '';
  await deploy(fake, subject, [], {made: (made) => (uid = made)});
  const namespace = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}};
  const list: Api['list'] = async (...asked) => {
    if (asked[1]?.namespace === 'shop' && fake.objects.get('Namespace/shop')?.metadata.uid === uid) {
      await fake.api.delete(namespace, 'shop');
      await fake.api.apply(namespace);
    }
    return fake.api.list(...asked);
  };
  await t.throwsAsync(removeSubject({...where(fake), api: {...fake.api, list}}, uid), {message: /409/});
  t.true(fake.objects.has('Namespace/shop'));
});

test('the list of what is outside that somebody changed is an error, not nothing', async (t) => {
  const fake = fakeApi({here: [node], see: complete});
  await deploy(fake, subject);
  await fake.api.patch({apiVersion: 'v1', kind: 'Namespace'}, 'shop', undefined, {
    metadata: {annotations: {'seatrial/outside': '['}},
  });
  await t.throwsAsync(removeSubject(where(fake), undefined), {instanceOf: HarnessError, code: 'outside-unreadable'});
});

for (const [apiVersion, kind] of [
  ['batch/v1', 'CronJob'],
  ['batch/v1', 'Job'],
  ['apps/v1', 'ReplicaSet'],
  ['v1', 'ReplicationController'],
] as const) {
  test(`removing lets no more pods in, ends those of a bare ${kind}, and then it`, async (t) => {
    const fake = fakeApi({here: [node, ours(), of('v1', 'Pod', 'one'), of(apiVersion, kind, 'maker')]});
    await removeSubject(where(fake), undefined);
    t.deepEqual(fake.calls, [
      'apply ResourceQuota/seatrial-end',
      'delete Pod/one',
      `delete ${kind}/maker`,
      'delete Namespace/shop',
    ]);
  });
}

test('a pod that does not go is killed on its node, then taken out of the API with its finalizers', async (t) => {
  const metadata = {name: 'held', namespace: 'shop', uid: 'u1', finalizers: ['example.com/held']};
  const held = {...of('v1', 'Pod', 'held'), metadata, spec: {nodeName: 'w1'}};
  const told: string[] = [];
  const holds = (object: KubeObject, grace: number | undefined): boolean => {
    if (object.kind !== 'Pod') return false;
    told.push(`grace ${grace}`);
    return grace !== 0 || (object.metadata.finalizers ?? []).length > 0;
  };
  const fake = fakeApi({here: [node, ours(), held], holds});
  await removeSubject({...where(fake), shell: shell(told)}, undefined);
  t.deepEqual(told, [
    'grace 1',
    'w1: crictl ps --quiet --label io.kubernetes.pod.uid=u1',
    'w1: crictl stop --timeout 0 c1 c2',
    'grace 0',
  ]);
  t.false(fake.objects.has('Pod/held'));
  t.false(fake.objects.has('Namespace/shop'));
});

function ours(): KubeObject {
  return {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop', labels: {'seatrial/part': 'subject'}}};
}
