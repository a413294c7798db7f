import test from 'ava';
import type {Json, KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {refuseMissingImages, startBoundMs, whyNotReady} from '../../../src/subject/deploy/start.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {deployment} from '../subject.ts';

const bound = test.macro((t, objects: readonly KubeObject[], expected: number) => {
  t.is(startBoundMs(objects), expected);
});

test('nothing declared: a minute', bound, [deployment('web')], 60_000);
test('nothing at all: a minute', bound, [], 60_000);
const startup = {periodSeconds: 5, failureThreshold: 12, initialDelaySeconds: 10};
test('a startup probe’s budget', bound, [deployment('web', {app: {startupProbe: startup}})], 30_000 + 10_000 + 60_000);
const readiness = {periodSeconds: 10, failureThreshold: 3, initialDelaySeconds: 20};
test('a readiness probe’s', bound, [deployment('web', {app: {readinessProbe: readiness}})], 30_000 + 20_000 + 40_000);
test('minReadySeconds', bound, [deployment('web', {spec: {minReadySeconds: 45}})], 75_000);
test(
  'pods that start one by one',
  bound,
  [{...deployment('db', {app: {startupProbe: startup}}), kind: 'StatefulSet'}],
  30_000 + 3 * 70_000,
);
test(
  'never more than five minutes',
  bound,
  [deployment('web', {app: {startupProbe: {periodSeconds: 60, failureThreshold: 60}}})],
  300_000,
);

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
