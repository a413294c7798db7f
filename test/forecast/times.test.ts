import test from 'ava';
import {endpointChanged, fullCapacity} from '../../src/forecast/endpoints.ts';
import {plus} from '../../src/forecast/interval.ts';
import {notReady} from '../../src/forecast/nodes.ts';
import {never, type Prediction, unknown, within} from '../../src/forecast/prediction.ts';
import {replacedAtOnce, replacedElsewhere} from '../../src/forecast/replacements.ts';
import {containerEnded} from '../../src/forecast/restarts.ts';
import {drained} from '../../src/forecast/rollouts.ts';
import {podStarted} from '../../src/forecast/starts.ts';
import type {ContainerOf} from '../../src/kubernetes/containers.ts';

const container = (spec: object, role: ContainerOf['role'] = 'container'): ContainerOf => ({
  name: 'c',
  role,
  path: 'spec.containers[0]',
  spec: spec as ContainerOf['spec'],
});

test("NotReady: the controller's grace counts from the last renewal it saw; seen on the cluster after 47 to 51 s", (t) => {
  t.deepEqual(notReady({}), within(40_000, 55_000));
  t.deepEqual(notReady({nodeMonitorGraceMs: 40_000}), within(30_000, 45_000));
  // Accelerated on the cluster: seen after 14.2 s.
  t.deepEqual(notReady({nodeMonitorGraceMs: 15_000, nodeMonitorPeriodMs: 2000}), within(5000, 17_000));
  t.deepEqual(notReady({nodeMonitorGraceMs: 6000}), within(0, 11_000));
});

test('endpoints: two seconds after what the API knows', (t) => {
  t.deepEqual(endpointChanged(within(0, 0)), within(0, 2000));
  t.deepEqual(endpointChanged(notReady({})), within(40_000, 57_000));
  t.deepEqual(endpointChanged(containerEnded), within(0, 3500));
  t.deepEqual(plus([1, 2], [10, 20]), [11, 22]);
});

test('started: twice the usual time, the probes and coarse clocks; not before the initial delay; init containers run before', (t) => {
  const ready = container({readinessProbe: {initialDelaySeconds: 5, periodSeconds: 2}});
  t.deepEqual(podStarted([ready], 3000), within(5000, 6000 + 7000 + 2000));
  const init = container({}, 'init');
  t.deepEqual(podStarted([init, container({})], 3000), within(0, 8000));
  const startup = container({startupProbe: {periodSeconds: 1, failureThreshold: 30}});
  t.deepEqual(podStarted([startup], undefined), within(0, 30_000 + 1000 + 2000));
  t.deepEqual(podStarted([init, startup], undefined), unknown('how long init container c takes'));
  t.deepEqual(podStarted([container({})], undefined), unknown('how long container c takes to start'));
  t.deepEqual(podStarted([], 1000), within(0, 0));
});

test('replaced: NotReady, then the toleration, ten seconds for each node of a zone, then a start', (t) => {
  const loss = {
    notReady: within(40_000, 55_000),
    tolerationMs: 300_000,
    kind: 'Deployment',
    ordinal: 1,
    start: within(0, 8000),
  };
  t.deepEqual(replacedElsewhere(loss), within(340_000, 363_000));
  t.deepEqual(replacedElsewhere({...loss, ordinal: 2}), within(340_000, 373_000));
  t.deepEqual(replacedElsewhere({...loss, tolerationMs: 0}), within(40_000, 63_000));
  for (const kind of ['StatefulSet', 'DaemonSet', 'Pod']) t.is(replacedElsewhere({...loss, kind}).is, 'never', kind);
  t.is(replacedElsewhere({...loss, tolerationMs: undefined}).is, 'never');
  t.deepEqual(replacedElsewhere({...loss, kind: 'CloneSet'}), unknown('the kind CloneSet'));
});

test('a pod that goes is followed at once; of a StatefulSet and a DaemonSet when it is gone; of nobody never', (t) => {
  const of = (kind: string): Prediction => replacedAtOnce({kind, graceMs: 30_000, start: within(1000, 8000)});
  t.deepEqual(of('Deployment'), within(1000, 8000));
  t.deepEqual(of('StatefulSet'), within(1000, 38_000));
  t.deepEqual(of('DaemonSet'), within(1000, 38_000));
  t.deepEqual(of('Pod'), never('nobody owns the pod'));
  t.deepEqual(of('CloneSet'), unknown('the kind CloneSet'));
});

test('drained: a round of starts for each use of the budget; a budget of none never lets go, and none waits for nobody', (t) => {
  const pods = {kind: 'Deployment', pods: 1, allowed: 1, start: within(0, 8000), graceMs: 5000} as const;
  t.deepEqual(drained([pods]), within(0, 13_000));
  t.deepEqual(drained([{...pods, pods: 3}, pods]), within(0, 3 * 8000 + 5000 + 13_000));
  t.deepEqual(drained([{...pods, pods: 3, allowed: 2}]), within(0, 2 * 8000 + 5000));
  t.is(drained([pods, {...pods, allowed: 0}]).is, 'never');
  t.deepEqual(drained([{...pods, pods: 0, allowed: 0}]), within(0, 5000));
  t.deepEqual(drained([]), within(0, 0));
  const alone = {...pods, kind: 'Pod', allowed: Number.POSITIVE_INFINITY};
  t.deepEqual(drained([alone]), within(0, 5000));
  t.deepEqual(drained([{...alone, kind: 'CloneSet', allowed: 1}]), unknown('the kind CloneSet'));
});

test('full capacity: the last replica, and the proxies', (t) => {
  t.deepEqual(fullCapacity([within(0, 8000), within(1000, 3000)]), within(1000, 10_000));
  t.deepEqual(fullCapacity([]), within(0, 2000));
});
