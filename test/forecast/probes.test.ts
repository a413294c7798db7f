import test from 'ava';
import {never, unknown, within} from '../../src/forecast/prediction.ts';
import {detected, healed, lastToFail, probeFails, readinessRemoves} from '../../src/forecast/probes.ts';
import {runningIn} from '../../src/forecast/time-line.ts';
import {podWith, running} from './pods.ts';

const times = {periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 3};
const paused = (handler: object) =>
  probeFails(running({livenessProbe: {...handler, ...times}}), 'livenessProbe', 'paused', 60_000);
const probe = {initialDelayMs: 0, periodMs: 2000, timeoutMs: 1000, failures: 3, successes: 1};

test('detected: F−1 periods and a time-out after the first failure, at most a period later; refused at once', (t) => {
  t.deepEqual(detected(probe, false), [5000, 7000]);
  t.deepEqual(detected(probe, true), [4000, 6000]);
  // A probe that hangs longer than its period delays the next one. Seen on the cluster: Unready after 5.8 s, 2 s × 3
  // with a time-out of 1 s.
  t.deepEqual(detected({...probe, timeoutMs: 5000}, false), [15_000, 17_000]);
  t.deepEqual(detected({...probe, failures: 1}, true), [0, 2000]);
});

test('a request to a paused container times out, an open port is taken by the kernel, and of a command nobody knows', (t) => {
  t.deepEqual(paused({httpGet: {path: '/', port: 80}}), within(12_000, 17_000));
  t.deepEqual(paused({grpc: {port: 80}}), within(12_000, 17_000));
  t.deepEqual(paused({tcpSocket: {port: 80}}), never('liveness (tcpSocket 80) only sees an open port'));
  t.deepEqual(paused({exec: {command: ['true']}}), within(10_000, 17_000));
  t.deepEqual(probeFails(running({}), 'livenessProbe', 'paused', 0), never('it has no liveness probe'));
});

test('a container that lost what it depends on answers badly at once or hangs, and is granted the time to notice', (t) => {
  const readinessProbe = {httpGet: {port: 80}, ...times};
  t.deepEqual(probeFails(running({readinessProbe}), 'readinessProbe', 'alone', 0), within(10_000, 27_000));
  t.deepEqual(readinessRemoves(running({readinessProbe}), 'alone', 0), within(10_000, 29_000));
  const open = {tcpSocket: {port: 80}, ...times};
  t.is(probeFails(running({readinessProbe: open}), 'readinessProbe', 'alone', 0).is, 'never');
});

test('a container that boots refuses, and what asks its port knows at once', (t) => {
  for (const handler of [{httpGet: {port: 80}}, {tcpSocket: {port: 80}}, {grpc: {port: 80}}]) {
    const livenessProbe = {...handler, ...times};
    t.deepEqual(probeFails(running({livenessProbe}), 'livenessProbe', 'booting', 60_000), within(10_000, 15_000));
  }
});

test('an initial delay counts from the start of the container; without a start it is not known', (t) => {
  const livenessProbe = {httpGet: {port: 80}, ...times, initialDelaySeconds: 120};
  t.deepEqual(
    probeFails(running({livenessProbe}), 'livenessProbe', 'paused', 100_000),
    within(21_000 + 12_000, 22_000 + 17_000),
  );
  t.deepEqual(probeFails(running({livenessProbe}), 'livenessProbe', 'paused', 122_000), within(12_000, 17_000));
  const [unseen] = runningIn({...podWith({livenessProbe}), status: {}}, 0);
  if (unseen === undefined) throw new Error('No container');
  t.deepEqual(probeFails(unseen, 'livenessProbe', 'paused', 0), unknown('when container app started'));
});

test('of several probes the last decides; those that never act are left out, unless none does', (t) => {
  t.deepEqual(lastToFail([within(1, 5), never('x'), within(2, 3)]), within(2, 5));
  t.deepEqual(lastToFail([never('x')]), never('x'));
  t.deepEqual(lastToFail([within(1, 5), unknown('y')]), unknown('y'));
});

test('healed: the readiness is good again, the services know, and 10 s more', (t) => {
  const {container} = running({readinessProbe: {periodSeconds: 5, successThreshold: 2}});
  t.deepEqual(healed([container]), within(0, 22_000));
  t.deepEqual(healed([]), within(0, 12_000));
});
