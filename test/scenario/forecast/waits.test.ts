import test from 'ava';
import deadlock from '../../../scenarios/deadlock.ts';
import rollingUpdate from '../../../scenarios/rolling-update.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import type {Step} from '../../../src/scenario/scenario.ts';
import {nodes} from '../field.ts';
import {planned, type Shape, usual} from './subjects.ts';

const [roll, pause] = [rollingUpdate, deadlock].map(({steps: [step]}): Step => {
  if (step === undefined) throw new Error('A scenario without a step');
  return step;
}) as [Step, Step];
const web: Shape = {name: 'web', containers: [{name: 'app', readinessProbe: usual}], startS: 30};

/** The bounds of the waits of one step on such a service, s. */
function waits(step: Step, shape: Partial<Shape> = {}, also: readonly KubeObject[] = []) {
  const bounds = planned([{...web, ...shape}], [step], {also}).steps[0]?.waitsMs;
  return Object.fromEntries(Object.entries(bounds ?? {}).map(([wait, ms]) => [wait, ms / 1000]));
}
const gone = (fault: string, more: Partial<Step> = {}): Step => ({
  fault,
  on: {workload: 'entry', pick: 0},
  until: {is: 'fully-recovered'},
  ...more,
});

test('a roll-out is waited for as long as it may take: starts, surge, grace, minReadySeconds', (t) => {
  const surge = {strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}};
  // Three times twice the start of 31 s, readiness and clocks; a grace, the services, and 55 s to be well.
  const each = 62 + 10 + 2;
  t.deepEqual(waits(roll, {spec: surge}), {when: 30, receipt: 30 + each + 30, until: 3 * each + 30 + 2 + 55});
  const patient = {spec: {...surge, minReadySeconds: 15}};
  t.is(waits(roll, patient)['until'], 3 * (each + 15) + 30 + 2 + 55);
  t.is(waits(roll, {spec: surge, replicas: 20})['until'], 20 * each + 30 + 2 + 55);
  t.is(waits(roll, {kind: 'DaemonSet'})['until'], 3 * (each + 30) + 30 + 2 + 55);
  const partition = {kind: 'StatefulSet', spec: {updateStrategy: {rollingUpdate: {partition: 2}}}};
  t.is(waits(roll, partition)['until'], each + 30 + 30 + 2 + 55);
  t.is(waits(roll, {kind: 'StatefulSet', spec: {updateStrategy: {type: 'OnDelete'}}})['until'], 2 + 55);
});

test('a pod that is asked to go is proved gone within its grace, however long that is', (t) => {
  t.is(waits(gone('pod-delete'))['receipt'], 60);
  t.is(waits(gone('pod-delete'), {pod: {terminationGracePeriodSeconds: 600}})['receipt'], 630);
});

test('a drain is waited for as long as its budget makes it', (t) => {
  const drain: Step = {fault: 'node-drain', on: {node: {hosts: 'entry'}}, until: {is: 'fully-recovered'}};
  const budget = (maxUnavailable: number) => {
    const spec = {selector: {matchLabels: {app: 'web'}}, maxUnavailable};
    const metadata = {name: 'web', namespace: 'shop'};
    return [{apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec} as unknown as KubeObject];
  };
  t.is(waits(drain)['receipt'], 30 + 30);
  t.is(waits(drain, {}, budget(1))['receipt'], 30 + 74 + 30);
  t.is(waits(drain, {replicas: 8}, budget(1))['receipt'], 30 + 2 * 74 + 30, 'two pods a node');
  const job = {
    kind: 'Pod',
    metadata: {name: 'dump', namespace: 'shop', uid: 'd', ownerReferences: [{kind: 'Job', name: 'dump', uid: 'j'}]},
    spec: {restartPolicy: 'OnFailure', nodeName: nodes[1]?.name, containers: [{name: 'dump'}]},
    status: {conditions: [{type: 'Ready', status: 'True'}]},
  } as unknown as KubeObject;
  t.deepEqual(waits(drain, {}, [...budget(1), job]), waits(drain, {}, budget(1)), 'nobody misses a Job’s pod');
});

test('a start that is not known is waited for as long as a fault may be held', (t) => {
  const strange = {kind: 'CloneSet'};
  t.is(waits(gone('pod-delete'), strange)['until'], 300 + 55);
});

test('who watches a probe waits until it asks; who does not, does not', (t) => {
  const delayed = {containers: [{name: 'app', livenessProbe: {...usual, initialDelaySeconds: 120}}]};
  t.is(waits(pause, delayed)['probes'], 125);
  t.is(waits(gone('container-kill'), delayed)['probes'], undefined);
  t.is(waits(pause, {containers: [{name: 'app', livenessProbe: usual}]})['probes'], undefined);
});

test('a container that earlier steps restarted meets its back-off', (t) => {
  const kill = (as: string): Step => gone('container-kill', {as});
  const {steps} = planned([web], [kill('one'), kill('two'), kill('three')]);
  const until = steps.map(({waitsMs}) => (waitsMs?.until ?? 0) / 1000);
  const first = 2 * 29 + 12 + 2 + 55;
  t.deepEqual(until, [first, first + 10, first + 20]);
});

test('a scenario that states its own bounds keeps them', (t) => {
  t.deepEqual(waits(gone('pod-delete', {withinMs: 7000, when: {is: 'steady'}})), {when: 7, receipt: 7, until: 7});
  const [step] = planned([web], [gone('node-pause', {on: {node: {hosts: 'entry'}}, holdMs: 12_000})]).steps;
  t.is(step?.hold, undefined);
});
