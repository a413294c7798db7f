import test from 'ava';
import type {EventBody} from '../../../src/history/events.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {fakeApi} from '../fake-api.ts';
import {deployment} from '../subject.ts';
import {complete, deploy, node, of, role, subject} from './deploying.ts';

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
  t.like(facts.start, {ready: true, boundMs: 300_000, prediction: {is: 'within', ms: [0, 600_000]}, why: []});
  t.deepEqual(
    facts.deviations.map((it) => it.what),
    ['NodePort added for the load'],
  );
  t.true(facts.objects.some((it) => it.kind === 'Deployment' && it.status?.['readyReplicas'] === 3));
  t.like(facts.positions[0], {of: {kind: 'Deployment', name: 'web'}, file: 'Deployment-web.yaml', line: 1});
  t.like(events.at(-1), {kind: 'line', source: 'deploy', text: 'all workloads are ready'});
});

test('the replicas of a DaemonSet are those that its controller wants, not one for each worker', async (t) => {
  const daemonSet: KubeObject = {...deployment('web'), kind: 'DaemonSet'};
  const see = (object: KubeObject): KubeObject => {
    if (object.kind !== 'DaemonSet') return object;
    const all = {desiredNumberScheduled: 2, currentNumberScheduled: 2, updatedNumberScheduled: 2};
    return {...object, status: {observedGeneration: 0, ...all, numberReady: 2, numberAvailable: 2}};
  };
  const workers = ['v', 'w', 'x'].map((name) => ({...node, metadata: {...node.metadata, name}}));
  const facts = await deploy(fakeApi({here: workers, see}), [daemonSet, ...subject.slice(1)]);
  t.like(facts.entry, {workload: {kind: 'DaemonSet', name: 'web'}, replicas: 2});
});

test('a pod that crashes again and again is no error, and is not waited for to the bound: the facts say why', async (t) => {
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
  t.like(facts.start, {ready: false, boundMs: 300_000});
  t.true((facts.start?.tookMs ?? 0) >= 60_000 && (facts.start?.tookMs ?? 0) < 62_000);
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
    'Deployment-web.yaml:1:1: Deployment web: bad Deployment',
    'Service-web.yaml:1:1: Service web: bad Service',
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
