import {containerEnded, started} from '../../../src/judge/predicted/containers.ts';
import {endpointGone, fullCapacity, outage} from '../../../src/judge/predicted/endpoints.ts';
import {plus} from '../../../src/judge/predicted/interval.ts';
import {notReady, replacedAtOnce, replacedElsewhere} from '../../../src/judge/predicted/nodes.ts';
import {detected} from '../../../src/judge/predicted/probes.ts';
import {drained, rolledOut} from '../../../src/judge/predicted/rollouts.ts';
import type {ContainerOf} from '../../../src/kubernetes/containers.ts';

import test from 'ava';

const container = (spec: object, role: ContainerOf['role'] = 'container'): ContainerOf => ({
  name: 'c',
  role,
  path: 'spec.containers[0]',
  spec: spec as ContainerOf['spec'],
});
const probe = {initialDelayMs: 0, periodMs: 2000, timeoutMs: 1000, failures: 3, successes: 1};

test('detected: F−1 periods and a time-out after the first failure, at most a period later; refused at once', (t) => {
  t.deepEqual(detected(probe, false), [5000, 7000]);
  t.deepEqual(detected(probe, true), [4000, 6000]);
  // A probe that hangs longer than its period delays the next one. Seen on the cluster: Unready after 5.8 s, 2 s × 3 with a
  // time-out of 1 s.
  t.deepEqual(detected({...probe, timeoutMs: 5000}, false), [15_000, 17_000]);
  t.deepEqual(detected({...probe, failures: 1}, true), [0, 2000]);
});

test("NotReady: the controller's grace counts from the last renewal it saw; seen on the cluster after 47 to 51 s", (t) => {
  t.deepEqual(notReady({}), [40_000, 55_000]);
  t.deepEqual(notReady({nodeMonitorGraceMs: 40_000}), [30_000, 45_000]);
  // Accelerated on the cluster: seen after 14.2 s.
  t.deepEqual(notReady({nodeMonitorGraceMs: 15_000, nodeMonitorPeriodMs: 2000}), [5000, 17_000]);
  t.deepEqual(notReady({nodeMonitorGraceMs: 6000}), [0, 11_000]);
});

test('endpoints: two seconds after what the API knows; the cost follows from the share', (t) => {
  t.deepEqual(endpointGone([0, 0]), [0, 2000]);
  t.deepEqual(endpointGone(notReady({})), [40_000, 57_000]);
  t.deepEqual(endpointGone(containerEnded), [0, 3500]);
  t.deepEqual(outage(0.25, [40_000, 57_000]), [0, 14_250]);
  t.deepEqual(outage(0, [40_000, 57_000]), [0, 0]);
  t.deepEqual(plus([1, 2], [10, 20]), [11, 22]);
});

test('started: twice the usual time, the probes and coarse clocks; not before the initial delay; init containers run before', (t) => {
  const ready = container({readinessProbe: {initialDelaySeconds: 5, periodSeconds: 2}});
  t.deepEqual(started([ready], 3000), [5000, 6000 + 7000 + 2000]);
  t.deepEqual(started([container({readinessProbe: {periodSeconds: 99}}, 'init'), container({})], 3000), [0, 8000]);
  t.deepEqual(started([container({startupProbe: {periodSeconds: 1, failureThreshold: 30}})], undefined), [
    0,
    60_000 + 1000 + 2000,
  ]);
  t.deepEqual(started([], 1000), [0, 0]);
});

test('replaced: NotReady, then the toleration, ten seconds for each node of a zone, then a start; a StatefulSet never', (t) => {
  const loss = {
    notReady: [40_000, 55_000],
    tolerationMs: 300_000,
    kind: 'Deployment',
    ordinal: 1,
    start: [0, 8000],
  } as const;
  t.deepEqual(replacedElsewhere(loss), [340_000, 363_000]);
  t.deepEqual(replacedElsewhere({...loss, ordinal: 2}), [340_000, 373_000]);
  t.deepEqual(replacedElsewhere({...loss, tolerationMs: 0}), [40_000, 63_000]);
  t.is(replacedElsewhere({...loss, kind: 'StatefulSet'}), undefined);
  t.is(replacedElsewhere({...loss, tolerationMs: undefined}), undefined);
  t.deepEqual(replacedAtOnce('Deployment', 30_000, [1000, 8000]), [1000, 8000]);
  t.deepEqual(replacedAtOnce('StatefulSet', 30_000, [1000, 8000]), [1000, 38_000]);
});

test('drained: a round of starts for each use of the budget; a budget of none never lets go', (t) => {
  const pods = {pods: 1, allowed: 1, start: [0, 8000], graceMs: 5000} as const;
  t.deepEqual(drained([pods]), [0, 13_000]);
  t.deepEqual(drained([{...pods, pods: 3}, pods]), [0, 3 * 8000 + 5000 + 13_000]);
  t.deepEqual(drained([{...pods, pods: 3, allowed: 2}]), [0, 2 * 8000 + 5000]);
  t.is(drained([pods, {...pods, allowed: 0}]), undefined);
  t.deepEqual(drained([{...pods, pods: 0, allowed: 0}]), [0, 5000]);
  t.deepEqual(drained([]), [0, 0]);
});

test('rolled out: as many rounds as surge and unavailable need; without a surge each waits for an end', (t) => {
  const start = [1000, 8000] as const;
  t.deepEqual(rolledOut({type: 'RollingUpdate', surge: 1, unavailable: 0}, 3, start, 5000), [3000, 29_000]);
  t.deepEqual(rolledOut({type: 'RollingUpdate', surge: 0, unavailable: 1}, 3, start, 5000), [3000, 3 * 13_000 + 5000]);
  t.deepEqual(rolledOut({type: 'RollingUpdate', surge: 1, unavailable: 3}, 3, start, 5000), [1000, 13_000]);
  t.deepEqual(rolledOut({type: 'Recreate', surge: 0, unavailable: 3}, 3, start, 5000), [1000, 13_000]);
});

test('full capacity: the last replica, and the proxies', (t) => {
  t.deepEqual(
    fullCapacity([
      [0, 8000],
      [1000, 3000],
    ]),
    [1000, 10_000],
  );
  t.deepEqual(fullCapacity([]), [0, 2000]);
});
