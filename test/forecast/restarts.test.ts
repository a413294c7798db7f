import test from 'ava';
import {never, unknown, upperEnd, within} from '../../src/forecast/prediction.ts';
import {restarted, restartedByLiveness} from '../../src/forecast/restarts.ts';
import {running} from './pods.ts';

test('the first restart comes at once, later ones back off up to five minutes', (t) => {
  t.deepEqual(
    [0, 1, 2, 3, 6, 20].map((restarts) => upperEnd(restarted(running({}, {restarts}), 1000))),
    [4000, 14_000, 24_000, 44_000, 304_000, 304_000],
  );
});

test('readiness and its delay are part of it; an unknown start takes what the startup probe allows, or is not known', (t) => {
  const readinessProbe = {initialDelaySeconds: 5, periodSeconds: 2};
  const startupProbe = {periodSeconds: 1, failureThreshold: 30};
  t.deepEqual(restarted(running({readinessProbe, startupProbe}), 1000), within(5000, 2000 + 1000 + 5000 + 2000 + 2000));
  t.is(upperEnd(restarted(running({readinessProbe, startupProbe}), undefined)), 30_000 + 1000 + 5000 + 2000 + 2000);
  t.deepEqual(restarted(running({readinessProbe}), undefined), unknown('how long container app takes to start'));
});

test('what is never started anew, or by a rule that the model does not know, is said', (t) => {
  const livenessProbe = {httpGet: {port: 80}};
  t.deepEqual(restarted(running({}, {restartPolicy: 'Never'}), 1000), never('restartPolicy: Never'));
  t.deepEqual(
    restartedByLiveness(running({livenessProbe, restartPolicyRules: []}), 0),
    unknown('restartPolicyRules of container app'),
  );
});

test('all of the grace passes, for a paused container ignores SIGTERM', (t) => {
  // Seen on the cluster: 17.5 s with a grace of 5 s and 43.5 s with one of 30 s, noticed after 13.4 s.
  const livenessProbe = {httpGet: {port: 80}, periodSeconds: 5, timeoutSeconds: 1, failureThreshold: 3};
  const graceful = {terminationGracePeriodSeconds: 5};
  t.deepEqual(restartedByLiveness(running({livenessProbe}, graceful), 60_000), within(16_000, 24_000));
  const stopped = {livenessProbe, lifecycle: {preStop: {sleep: {seconds: 5}}}};
  t.deepEqual(restartedByLiveness(running(stopped, {restarts: 1}), 60_000), within(41_000, 61_000));
  const own = {livenessProbe: {...livenessProbe, terminationGracePeriodSeconds: 600}};
  t.deepEqual(restartedByLiveness(running(own, graceful), 60_000), within(611_000, 619_000), "the probe's own grace");
  const none = {terminationGracePeriodSeconds: 0};
  t.deepEqual(restartedByLiveness(running({livenessProbe}, none), 60_000), within(11_000, 21_000));
});

test('liveness asks nothing before its initial delay has passed since the start of the container', (t) => {
  const livenessProbe = {httpGet: {port: 80}, periodSeconds: 10, initialDelaySeconds: 120};
  const graceful = {terminationGracePeriodSeconds: 5};
  // It began at 1 s: asked first 121 to 122 s after 0, 61 to 62 s after the pause, then 21 to 31 s more.
  t.deepEqual(restartedByLiveness(running({livenessProbe}, graceful), 60_000), within(87_000, 101_000));
  t.deepEqual(restartedByLiveness(running({livenessProbe}, graceful), 200_000), within(26_000, 39_000));
});
