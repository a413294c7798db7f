import test from 'ava';
import type {Json, KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {unknown, within} from '../../../src/forecast/prediction.ts';
import {isInVain, refuseMissingImages, startBound, whyNotReady} from '../../../src/subject/deploy/start.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {deployment} from '../subject.ts';

const patience = {statedMs: 900_000, unstatedMs: 300_000};
const bound = test.macro((t, objects: readonly KubeObject[], expected: number) => {
  t.is(startBound(objects, patience).boundMs, expected);
});

test('nothing at all: a minute', bound, [], 60_000);
test('nothing stated: as long as a fault may be held, for a Deployment counts as failed after ten minutes', (t) => {
  const {prediction, boundMs} = startBound([deployment('web')], patience);
  t.deepEqual([prediction, boundMs], [within(0, 600_000), 300_000]);
});
const startup = {periodSeconds: 5, failureThreshold: 12, initialDelaySeconds: 10};
test('a startup probe’s budget', bound, [deployment('web', {app: {startupProbe: startup}})], 30_000 + 70_000 + 5000);
const slow = {periodSeconds: 10, failureThreshold: 60};
test('a startup probe of ten minutes is waited for', bound, [deployment('web', {app: {startupProbe: slow}})], 640_000);
const liveness = {tcpSocket: {port: 80}, periodSeconds: 10, failureThreshold: 3, initialDelaySeconds: 120};
test('liveness ends a boot', bound, [deployment('web', {app: {livenessProbe: liveness}})], 30_000 + 121_000 + 30_000);
const readiness = {periodSeconds: 10, failureThreshold: 3, initialDelaySeconds: 20};
test('readiness may fail for ever', bound, [deployment('web', {app: {readinessProbe: readiness}})], 300_000);
test(
  'minReadySeconds',
  bound,
  [deployment('web', {app: {startupProbe: startup}, spec: {minReadySeconds: 45}})],
  150_000,
);
test(
  'pods that start one by one',
  bound,
  [{...deployment('db', {app: {startupProbe: startup}}), kind: 'StatefulSet'}],
  30_000 + 3 * 75_000,
);
test('a deadline of its own', bound, [deployment('web', {spec: {progressDeadlineSeconds: 180}})], 180_000);
test(
  'what would take longer than all holds of a scenario is not waited for',
  bound,
  [deployment('web', {app: {startupProbe: {periodSeconds: 60, failureThreshold: 60}}})],
  900_000,
);
test('an init container says nothing of its time, and a StatefulSet has no deadline', (t) => {
  const db = deployment('db', {app: {startupProbe: startup}});
  const {spec = {}} = (db.spec?.['template'] ?? {}) as {readonly spec?: object};
  const template = {spec: {...spec, initContainers: [{name: 'migrate'}]}};
  const object = {...db, kind: 'StatefulSet', spec: {...db.spec, template}} as unknown as KubeObject;
  const {prediction, boundMs} = startBound([object], patience);
  t.deepEqual([prediction, boundMs], [unknown('how long init container migrate takes'), 300_000]);
});

test('what crashes or cannot be made is waited for a minute, what no node takes two; what boots to the end', (t) => {
  const crashing = pod({waiting: {reason: 'CrashLoopBackOff', message: ''}, restartCount: 4});
  t.deepEqual(
    [10_000, 60_000].map((ms) => isInVain([crashing], ms)),
    [false, true],
  );
  t.true(isInVain([pod({waiting: {reason: 'CreateContainerConfigError', message: ''}})], 60_000));
  t.false(isInVain([pod({restartCount: 1})], 600_000), 'it waited for its database');
  const homeless = {...pod({}), status: {conditions: [{type: 'PodScheduled', status: 'False'}]}};
  t.deepEqual(
    [60_000, 120_000].map((ms) => isInVain([homeless], ms)),
    [false, true],
  );
});

test('a task that is tried again, or finds no node, ends no wait for others; one that is waited for itself does', (t) => {
  const failing = pod({waiting: {reason: 'CrashLoopBackOff', message: ''}, restartCount: 4});
  const ofJob = {
    ...failing,
    metadata: {...failing.metadata, ownerReferences: [{kind: 'Job', name: 'migrate', controller: true}]},
    spec: {...failing.spec, restartPolicy: 'OnFailure'},
  } as unknown as KubeObject;
  t.false(isInVain([ofJob], 600_000));
  t.false(isInVain([{...ofJob, status: {conditions: [{type: 'PodScheduled', status: 'False'}]}}], 600_000));
  const {ownerReferences: _, ...alone} = ofJob.metadata;
  t.true(isInVain([{...ofJob, metadata: alone}], 600_000));
});

test('an image that a node cannot get is the user’s error', (t) => {
  const error = t.throws(() => refuseMissingImages([pod({waiting: {reason: 'ErrImagePull', message: 'not found'}})]), {
    instanceOf: UsageError,
  });
  t.is(error?.message, 'A node cannot get the image web:1: ErrImagePull: not found');
});

test('a crash loop is no missing image', (t) => {
  t.notThrows(() => refuseMissingImages([pod({waiting: {reason: 'CrashLoopBackOff', message: ''}})]));
});

test('why names the workload, its pods’ states and the newest warnings', (t) => {
  const crashed = pod({
    waiting: {reason: 'CrashLoopBackOff', message: 'back-off 10s'},
    terminated: {exitCode: 3, reason: 'Error'},
    restartCount: 2,
  });
  const why = whyNotReady(
    [{object: deployment('web'), text: '0 of 3 ready'}],
    [crashed, {...crashed, metadata: {name: 'other-1'}}],
    [
      warning('web-5f-1', 'BackOff', 'later', '2026-01-01T00:00:02Z'),
      warning('web-5f-1', 'Unhealthy', 'earlier', '2026-01-01T00:00:01Z'),
      {...warning('web-5f-1', 'Pulled', 'fine', ''), type: 'Normal'},
      warning('db-0', 'BackOff', 'of another', ''),
      {
        ...warning('web-5f', 'FailedCreate', 'forbidden: violates PodSecurity', ''),
        involvedObject: {kind: 'ReplicaSet', name: 'web-5f'},
      },
    ],
  );
  t.deepEqual(
    why.map((it) => `${it.of.kind}/${it.of.name} ${it.of.container ?? '-'}: ${it.text}`),
    [
      'Deployment/web -: 0 of 3 ready',
      'Pod/web-5f-1 app: waits: CrashLoopBackOff back-off 10s, ended with exit code 3 (Error), restarted 2 times',
      'Deployment/web -: FailedCreate: forbidden: violates PodSecurity',
      'Deployment/web -: Unhealthy: earlier',
      'Deployment/web -: BackOff: later',
    ],
  );
});

test('a pod that waits for a node says its phase', (t) => {
  const pending = {...pod({}), status: {phase: 'Pending'}};
  t.is(
    whyNotReady([{object: deployment('web'), text: '0 of 3 ready'}], [pending], [])[1]?.text,
    'phase Pending, not ready',
  );
});

function pod({
  waiting,
  terminated,
  restartCount = 0,
}: {
  readonly waiting?: Json;
  readonly terminated?: Json;
  readonly restartCount?: number;
}): KubeObject {
  const status = {
    name: 'app',
    ready: false,
    restartCount,
    state: waiting === undefined ? {} : {waiting},
    lastState: terminated === undefined ? {} : {terminated},
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web-5f-1',
      labels: {'pod-template-hash': '5f'},
      ownerReferences: [{kind: 'ReplicaSet', name: 'web-5f', uid: 'u', controller: true}],
    },
    spec: {containers: [{name: 'app', image: 'web:1'}]},
    status: {containerStatuses: [status]},
  };
}

function warning(name: string, reason: string, message: string, lastTimestamp: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {name: `${name}.${reason}`},
    type: 'Warning',
    reason,
    message,
    lastTimestamp,
    involvedObject: {kind: 'Pod', name},
  };
}
