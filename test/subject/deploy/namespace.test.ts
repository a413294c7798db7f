import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {fakeApi} from '../fake-api.ts';
import {complete, deploy, node, subject} from './deploying.ts';

const enforce = 'pod-security.kubernetes.io/enforce';
const owners = {
  [enforce]: 'privileged',
  [`${enforce}-version`]: 'v1.10',
  'pod-security.kubernetes.io/warn': 'restricted',
  'resource.k8s.io/admin-access': 'true',
  team: 'a',
  'seatrial/part': 'system',
};
const stated: KubeObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {name: 'shop', labels: owners, annotations: {'seatrial/outside': '[]', note: 'kept'}},
};

test('the labels of the manifests’ Namespace are kept, but for the baseline that is enforced over them, and what is ours', async (t) => {
  const fake = fakeApi({here: [node], see: complete});
  const facts = await deploy(fake, [...subject.slice(0, 2), stated]);
  const made = fake.objects.get('Namespace/shop')?.metadata;
  t.deepEqual(made?.labels, {
    [enforce]: 'baseline',
    [`${enforce}-version`]: 'latest',
    'pod-security.kubernetes.io/warn': 'restricted',
    team: 'a',
    'seatrial/part': 'subject',
  });
  t.deepEqual(made?.annotations, {note: 'kept'});
  const of = {kind: 'Namespace', name: 'shop'};
  t.deepEqual(
    facts.deviations.filter((it) => it.of?.kind === 'Namespace'),
    [
      {what: `label ${enforce} overridden`, of, from: 'privileged', to: 'baseline'},
      {what: `label ${enforce}-version overridden`, of, from: 'v1.10', to: 'latest'},
      {what: 'not taken over: resource.k8s.io/admin-access gives devices of others', of, from: 'true'},
      {what: 'not taken over: seatrial/part is the harness’s', of, from: 'system'},
      {what: 'not taken over: seatrial/outside is the harness’s', of, from: '[]'},
    ],
  );
});

test('for a trusted subject nothing is enforced, whatever its owner wrote', async (t) => {
  const fake = fakeApi({here: [node], see: complete});
  const restricted = {...stated, metadata: {...stated.metadata, labels: {[enforce]: 'restricted'}, annotations: {}}};
  const facts = await deploy(fake, [...subject, restricted], [], {trusted: true});
  t.is(fake.objects.get('Namespace/shop')?.metadata.labels?.[enforce], 'privileged');
  t.like(
    facts.deviations.find((it) => it.of?.kind === 'Namespace'),
    {from: 'restricted', to: 'privileged'},
  );
});

test('the namespace is announced before it is there, and known by its UID before anything is in it', async (t) => {
  const fake = fakeApi({here: [node], see: complete});
  const seen: string[] = [];
  const namespace = () => fake.objects.get('Namespace/shop')?.metadata.uid ?? 'none';
  await deploy(fake, subject, [], {
    willMake: () => seen.push(`announced: ${namespace()}, ${fake.calls.length} calls`),
    made: (uid) => seen.push(`made: ${uid}, ${fake.calls.length} calls`),
  });
  t.deepEqual(seen, ['announced: none, 0 calls', `made: ${namespace()}, 1 calls`]);
  const theirs: KubeObject = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}};
  const willMake = () => t.fail('a namespace that is not ours is not announced');
  await t.throwsAsync(deploy(fakeApi({here: [node, theirs]}), subject, [], {willMake}), {code: 'namespace-taken'});
});

test('a namespace that a killed run left goes before anything is applied', async (t) => {
  const left: KubeObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {name: 'shop', labels: {'seatrial/part': 'subject'}},
  };
  const fake = fakeApi({here: [node, left], see: complete});
  await deploy(fake, subject);
  t.deepEqual(fake.calls.slice(0, 3), [
    'apply ResourceQuota/seatrial-end',
    'delete Namespace/shop',
    'apply Namespace/shop',
  ]);
});
