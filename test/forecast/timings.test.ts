import test from 'ava';
import {durationMs, timingsOf} from '../../src/forecast/timings.ts';

test('without flags the defaults of the version hold', (t) => {
  t.is(timingsOf('v1.34.4', [])['nodeMonitorGraceMs'], 50_000);
  t.is(timingsOf('v1.31.0', [])['nodeMonitorGraceMs'], 40_000);
  t.is(timingsOf('v1.34.4', [])['unreachableTolerationMs'], 300_000);
});

test('flags of the control plane win', (t) => {
  const timings = timingsOf('v1.34.4', [
    'kube-controller-manager',
    '--node-monitor-grace-period=16s',
    '--default-not-ready-toleration-seconds=10',
  ]);
  t.is(timings['nodeMonitorGraceMs'], 16_000);
  t.is(timings['notReadyTolerationMs'], 10_000);
});

test('Go durations are read in all their units', (t) => {
  t.is(durationMs('1m40s'), 100_000);
  t.is(durationMs('500ms'), 500);
  t.is(durationMs('1h0m0s'), 3_600_000);
  t.is(durationMs(undefined), undefined);
});
