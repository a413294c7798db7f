import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import type {Finding} from '../../../../src/judge/finding.ts';
import type {Json} from '../../../../src/kubernetes/kube-object.ts';
import {merged, said} from '../../expect.ts';
import {faultOf} from '../../histories/objects.ts';
import type {Changes} from '../../histories/memory.ts';
import {newcomer, one, podTarget, three, two} from '../../histories/scenes.ts';
import {podOf, workloadOf} from '../../histories/survival.ts';

type Timed = readonly [number, EventBody];

const nowhere =
  "0/5 nodes are available: 1 node(s) had untolerated taint(s), 4 node(s) didn't match pod anti-affinity rules. " +
  'no new claims to deallocate, preemption: 0/5 nodes are available: 4 No preemption victims found for incoming pod.';
const four = newcomer('4', '');
const steps = [{name: 'roll', what: 'rolling-restart'}];

/** A roll-out from 62 s on, of which nothing is ever proved, watched until 119 s. */
function rollOut(events: readonly Timed[], more: readonly Timed[] = []): Changes {
  const marked = {fault: 'rolling-restart', targets: [one, two, three].map(podTarget)};
  const fault: readonly Timed[] = [
    [62_000, faultOf('roll', 'marked', marked)],
    [62_100, faultOf('roll', 'injected', {before: {}})],
    [118_000, faultOf('roll', 'unproved')],
    [119_000, faultOf('roll', 'undone')],
  ];
  return {
    deploy: {
      objects: [workloadOf('gateway'), workloadOf('redis')],
      entry: {
        workload: {kind: 'Deployment', name: 'gateway', namespace: 'shop'},
        replicas: 3,
        url: 'http://198.18.0.2:30080',
      },
    },
    scene: {steps, events: [...fault, ...events, ...more]},
  };
}

const pending = (message: string, spec: Json = {}): EventBody => {
  const body = podOf(four, {ready: false, unscheduled: message});
  return body.kind === 'object'
    ? {...body, object: {...body.object, spec: {...body.object.spec, ...(spec as object)}}}
    : body;
};
/** The Deployment with a condition, as the API tells it. */
const told = (condition: Json): EventBody => ({
  kind: 'object',
  is: 'present',
  object: {...workloadOf('gateway'), status: {conditions: [condition]}},
});
const overdue = told({type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded'});

function replaced(changes: Changes): Finding | undefined {
  return merged('outage-predicted', changes).find(({check}) => check === 'outage-predicted/replaced');
}

test('a roll-out whose new pod has no place by a rule of the subject fails without a receipt, with the cause and a fix', (t) => {
  const finding = replaced(
    rollOut([
      [62_500, pending(nowhere)],
      [70_000, pending(nowhere)],
    ]),
  );
  t.is(finding?.verdict, 'fail');
  t.is(
    finding?.sentence,
    "roll: the roll-out of Deployment/gateway does not go on: gateway-abc-4 is not scheduled: 4 node(s) didn't match pod anti-affinity rules",
  );
  t.is(finding?.fix?.path, 'spec.strategy.rollingUpdate');
  t.like(finding?.fix?.changes[0], {patch: {spec: {strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}}}});
});

test('a quota that is used up is the same, though no pod is there', (t) => {
  const message =
    'pods "gateway-def-x" is forbidden: exceeded quota: few, requested: pods=1, used: pods=3, limited: pods=3';
  const finding = replaced(
    rollOut([[63_000, told({type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message})]]),
  );
  t.is(finding?.verdict, 'fail');
  t.regex(finding?.sentence ?? '', /does not go on: no pod is created: .*exceeded quota: few/);
  t.truthy(finding?.fix);
});

test('a new pod that has its place and never becomes ready is told with the deadline', (t) => {
  const finding = replaced(
    rollOut([
      [62_500, podOf(four, {ready: false})],
      [92_000, overdue],
    ]),
  );
  t.is(finding?.verdict, 'fail');
  t.regex(finding?.sentence ?? '', /gateway-abc-4 runs on .*ProgressDeadlineExceeded/);
  t.is(finding?.fix, undefined);
});

const room = '0/5 nodes are available: 1 node(s) had untolerated taint(s), 4 Insufficient memory.';
const perHost = {affinity: {podAntiAffinity: {required: [{topologyKey: 'kubernetes.io/hostname'}]}}};
const undecided: Readonly<Record<string, readonly Timed[]>> = {
  'the test cluster has no room': [
    [62_500, pending(room)],
    [92_000, overdue],
  ],
  'the test cluster has too few hosts': [[62_500, pending(nowhere, perHost)]],
  'it is not scheduled since a moment': [[110_000, pending(nowhere)]],
  'the deadline passed before': [[61_000, overdue]],
  'nothing came of it': [],
};
for (const [why, events] of Object.entries(undecided)) {
  test(`a roll-out without a receipt is not decided where ${why}`, (t) => {
    const finding = replaced(rollOut(events));
    t.is(finding?.verdict, 'inconclusive', finding === undefined ? '' : said(finding));
  });
}

test("a pod that waits for its place while another step holds nodes is not the roll-out's", (t) => {
  const changes = rollOut([[62_500, pending(nowhere)]]);
  const outage: readonly Timed[] = [
    [63_000, faultOf('outage', 'marked', {fault: 'node-power-off', targets: []})],
    [63_100, faultOf('outage', 'injected', {before: {}})],
    [90_000, faultOf('outage', 'undone')],
  ];
  const scene = {
    steps: [...steps, {name: 'outage', what: 'node-power-off'}],
    events: [...(changes.scene?.events ?? []), ...outage],
  };
  t.not(replaced({...changes, scene})?.verdict, 'fail');
});
