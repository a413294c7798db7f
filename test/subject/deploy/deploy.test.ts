import test from 'ava';
import type {EventBody} from '../../../src/history/events.ts';
import type {Api} from '../../../src/cluster/cluster.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {type DeployOptions, deploySubject} from '../../../src/subject/deploy/deploy.ts';
import {removeSubject} from '../../../src/subject/deploy/namespace.ts';
import {HarnessError, UsageError} from '../../../src/system/errors.ts';
import {jumpingClock} from '../../jumping-clock.ts';
import {fakeApi, fakeCluster} from '../fake-api.ts';
import type {FakeApi} from '../fake-api.ts';
import {deployment, manifestsOf, profile, service} from '../subject.ts';

const node: KubeObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name: 'w', labels: {}},
  status: {allocatable: {cpu: '4', memory: '8Gi'}},
};
const role: KubeObject = {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'reader'}};
const account: KubeObject = {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'web'}};
const subject = [deployment('web'), service('web'), role, account];

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

/** As controllers leave a Deployment of three whose pods are all well. */
function complete(object: KubeObject): KubeObject {
  if (object.kind !== 'Deployment') return object;
  return {
    ...object,
    status: {observedGeneration: 0, replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3},
  };
}

function deploy(
  fake: FakeApi,
  objects: readonly KubeObject[],
  events: EventBody[] = [],
  making: Partial<DeployOptions['making']> = {},
) {
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
    making: {trusted: false, willMake: () => undefined, made: () => undefined, ...making},
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
  t.like(facts.entry, {
    workload: {kind: 'Deployment', name: 'web', namespace: 'shop'},
    replicas: 3,
    url: 'http://198.18.16.2:30080',
  });
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
    status: {
      containerStatuses: [
        {name: 'app', ready: false, restartCount: 4, state: {waiting: {reason: 'CrashLoopBackOff', message: ''}}},
      ],
    },
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
    status: {
      containerStatuses: [
        {
          name: 'app',
          ready: false,
          restartCount: 0,
          state: {waiting: {reason: 'ErrImageNeverPull', message: 'absent'}},
        },
      ],
    },
  };
  const error = await t.throwsAsync(deploy(fakeApi({here: [node, pod]}), subject), {instanceOf: UsageError});
  t.regex(error?.message ?? '', /web:1: ErrImageNeverPull/);
});

test('manifests that the server refuses are all named with their places, and none is applied', async (t) => {
  const fake = fakeApi({
    here: [node],
    refuse: (it) => (it.kind === 'Service' || it.kind === 'Deployment' ? `bad ${it.kind}` : undefined),
  });
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
  t.like(facts.deviations[0], {
    what: 'not applied: the cluster has one of that name already',
    of: {kind: 'ClusterRole', name: 'reader'},
  });
});

test('a namespace that is not ours is refused, and never removed', async (t) => {
  const theirs: KubeObject = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}};
  const fake = fakeApi({here: [node, theirs]});
  await t.throwsAsync(deploy(fake, subject), {message: /already in the cluster/});
  await t.throwsAsync(removeSubject(where(fake), undefined), {instanceOf: HarnessError, code: 'namespace-unlabelled'});
  t.true(fake.objects.has('Namespace/shop'));
});

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
    if (fake.objects.get('Namespace/shop')?.metadata.uid === uid) {
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

for (const maker of ['Deployment/web', 'ReplicaSet/web-5f7', 'Job/later'] as const) {
  test(`pods of ${maker} that Pod Security refuses end the start at once, in the server’s words`, async (t) => {
    const [kind = '', name = ''] = maker.split('/');
    const message =
      'Error creating: pods "x" is forbidden: violates PodSecurity "baseline:latest": privileged\u001b[2J';
    const event = {...of('v1', 'Event', 'e'), reason: 'FailedCreate', message, involvedObject: {kind, name}};
    const error = await t.throwsAsync(
      deploy(fakeApi({here: [node, event], ...(kind === 'Job' ? {see: complete} : {})}), subject),
      {
        instanceOf: UsageError,
        code: 'pod-security',
      },
    );
    const place = kind === 'Job' ? '' : 'Deployment-web.yaml:1:1: ';
    t.is(
      error?.message,
      `The API server refuses pods of the subject:\n${place}${kind} ${name}: Error creating: pods "x" is forbidden: violates PodSecurity "baseline:latest": privileged\\u{1b}[2J`,
    );
    t.regex(error?.hint ?? '', /--trust-subject/);
  });
}

function of(apiVersion: string, kind: string, name: string): KubeObject {
  return {apiVersion, kind, metadata: {name, namespace: 'shop'}};
}

function ours(): KubeObject {
  return {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop', labels: {'seatrial/part': 'subject'}}};
}

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
