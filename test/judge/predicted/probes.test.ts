import test from 'ava';
import {probeOf} from '../../../src/kubernetes/probes.ts';
import {noticesPause, restartedByLiveness} from '../../../src/judge/predicted/probes.ts';

const times = {periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 3};
const notices = (handler: object) => {
  const spec = {livenessProbe: {...handler, ...times}};
  const probe = probeOf({name: 'c', role: 'container', path: 'spec.containers[0]', spec}, 'livenessProbe');
  if (probe === undefined) throw new Error('No probe');
  return noticesPause(probe);
};

test('a request to a paused container times out, an open port is taken by the kernel, and of a command nobody knows', (t) => {
  t.deepEqual(notices({httpGet: {path: '/', port: 80}}), [12_000, 17_000]);
  t.deepEqual(notices({grpc: {port: 80}}), [12_000, 17_000]);
  t.is(notices({tcpSocket: {port: 80}}), undefined);
  t.deepEqual(notices({exec: {command: ['true']}}), [10_000, 17_000]);
});

test('all of the grace passes, for a paused container ignores SIGTERM', (t) => {
  // Seen on the cluster: 17.5 s with a grace of 5 s and 43.5 s with one of 30 s, noticed after 13.4 s.
  const noticed = [11_000, 16_000] as const;
  t.deepEqual(restartedByLiveness({noticed, graceMs: 5000, hasPreStop: false, backOffMs: 0}), [16_000, 24_000]);
  t.deepEqual(restartedByLiveness({noticed, graceMs: 30_000, hasPreStop: true, backOffMs: 10_000}), [41_000, 61_000]);
});
