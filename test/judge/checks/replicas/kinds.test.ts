import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import type {DeployFacts} from '../../../../src/history/facts.ts';
import type {KubeObject} from '../../../../src/kubernetes/kube-object.ts';
import {first, found, merged} from '../../expect.ts';
import type {Changes} from '../../histories/memory.ts';
import {around, newcomer, one, podTarget, powerOff, succession, three, two} from '../../histories/scenes.ts';
import {podOf, pods, type Pod, workloadOf} from '../../histories/survival.ts';

type Timed = readonly [number, EventBody];

const [four, five, six] = [newcomer('4', 'n1'), newcomer('5', 'n3'), newcomer('6', 'n4')];

/** What stands in for the gateways' Deployment. */
interface Kind {
  readonly kind: string;
  readonly spec?: object;
}

/** The gateways belong to another kind of workload; `name` gives a pod another name. */
function owned({kind, spec = {}}: Kind, changes: Changes, name = (it: string): string => it): Changes {
  const object = {...workloadOf('gateway', spec), kind} as KubeObject;
  const renamed = (body: EventBody): EventBody => {
    if (body.kind !== 'object' || body.object.kind !== 'Pod' || !body.object.metadata.name.startsWith('gateway'))
      return body;
    const ownerReferences = [{kind, name: 'gateway', uid: 'w', controller: true}];
    const metadata = {...body.object.metadata, name: name(body.object.metadata.name), ownerReferences};
    return {...body, object: {...body.object, metadata}};
  };
  const deploy: Partial<DeployFacts> = {
    objects: [object, workloadOf('redis')],
    entry: {workload: {kind, name: 'gateway', namespace: 'shop'}, replicas: 3, url: 'http://198.18.0.2:30080'},
  };
  return {...changes, deploy, rewrite: renamed};
}

const named = (changes: Changes, part: string) =>
  found('outage-predicted', changes).filter(({check}) => check === `outage-predicted/${part}`);

/** A roll-out of three pods, each ready so many ms after the one before; watched until 119 s. */
function rollOut(apartMs: number, fromMs = 64_000, olds: readonly Pod[] = [one, two, three]): Changes {
  const young = [four, five, six];
  const events: readonly Timed[] = [
    ...around('roll', 'rolling-restart', olds.map(podTarget), [62_000, 80_000, 119_000]),
    ...olds.flatMap((old, index) =>
      succession(
        old,
        young[index] ?? four,
        pods.filter((pod) => pod.app === 'gateway' && pod !== old),
        fromMs + index * apartMs,
      ),
    ),
  ];
  return {scene: {steps: [{name: 'roll', what: 'rolling-restart'}], events}};
}

test('a roll-out waits minReadySeconds before each next pod', (t) => {
  const strategy = {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}};
  const kind = {kind: 'Deployment', spec: {minReadySeconds: 15, strategy}};
  const finding = first(t, named(owned(kind, rollOut(17_000, 79_000)), 'replaced'), 'pass');
  t.deepEqual(finding.predictedMs, [30_000, 3 * 18_000 + 5000]);
  // Without it the same roll-out is late.
  t.is(named(owned({kind: 'Deployment', spec: {strategy}}, rollOut(17_000, 79_000)), 'replaced')[0]?.verdict, 'fail');
});

test('a DaemonSet rolls node by node, each new pod after the end of the old one', (t) => {
  const finding = first(t, named(owned({kind: 'DaemonSet'}, rollOut(7000)), 'replaced'), 'pass');
  t.deepEqual(finding.predictedMs, [0, 3 * 8000 + 5000]);
  const back = first(t, merged('capacity-restored', owned({kind: 'DaemonSet'}, rollOut(7000))), 'pass');
  t.deepEqual(back.predictedMs, [0, 3 * 8000 + 5000 + 2000]);
});

test('a deleted pod of a DaemonSet is followed by one that waits for its end', (t) => {
  const events = [
    ...around('delete', 'pod-delete', [podTarget(one)], [65_000, 70_300, 70_400]),
    ...succession(one, four, [two, three], 65_200, 6900),
  ];
  const deleted: Changes = {scene: {steps: [{name: 'delete', what: 'pod-delete'}], events}};
  const finding = first(t, named(owned({kind: 'DaemonSet'}, deleted), 'replaced'), 'pass');
  t.deepEqual(finding.predictedMs, [0, 8000]);
  t.is(named(owned({kind: 'Deployment'}, deleted), 'replaced')[0]?.verdict, 'fail', 'a Deployment needs no end');
});

test('a StatefulSet with a partition replaces the pods from it on, and no other', (t) => {
  const kind = {kind: 'StatefulSet', spec: {updateStrategy: {rollingUpdate: {partition: 2}}}};
  // gateway-abc-3 is the pod of the highest number here.
  const ordinals = (name: string) => name.replace(/-abc-(\d)$/, (_, digit: string) => `-${Number(digit) - 1}`);
  const changes = owned(kind, rollOut(0, 64_000, [three]), ordinals);
  const all = [one, two, three].map(podTarget);
  const events = (changes.scene?.events ?? []).map(([tMs, body]): Timed => [
    tMs,
    body.kind === 'fault' && body.is === 'marked' ? {...body, facts: {...(body.facts as object), targets: all}} : body,
  ]);
  const findings = named({...changes, scene: {steps: changes.scene?.steps ?? [], events}}, 'replaced');
  t.regex(first(t, findings, 'pass').sentence, /until gateway-2 was replaced it took/);
});

test('OnDelete replaces nothing, and that is as predicted', (t) => {
  const kind = {kind: 'StatefulSet', spec: {updateStrategy: {type: 'OnDelete'}}};
  const events = around('roll', 'rolling-restart', [one, two, three].map(podTarget), [62_000, 80_000, 89_000]);
  const changes = owned(kind, {scene: {steps: [{name: 'roll', what: 'rolling-restart'}], events}});
  t.regex(first(t, named(changes, 'replaced'), 'pass').sentence, /predicted never to happen/);
  t.is(first(t, merged('capacity-restored', changes), 'pass').check, 'capacity-restored');
});

test('a kind that the model does not know is not decided, and never taken for nothing', (t) => {
  const kind = {kind: 'CloneSet'};
  for (const finding of [
    named(owned(kind, rollOut(7000)), 'replaced')[0],
    merged('capacity-restored', owned(kind, rollOut(7000)))[0],
  ]) {
    t.like(finding, {verdict: 'inconclusive', because: 'not-predicted'});
    t.regex(finding?.sentence ?? '', /the model does not know how the kind CloneSet rolls out/);
  }
});

test('a node that comes back runs the init containers of its pods again', (t) => {
  // The init container takes 20 s: each gateway was ready 21 s after it was seen first.
  const init = {name: 'migrate', image: 'x'};
  const scene = powerOff({backMs: 101_500});
  const rewrite = (body: EventBody): EventBody =>
    body.kind === 'object' && body.object.kind === 'Pod' && body.object.metadata.name.startsWith('gateway')
      ? {...body, object: {...body.object, spec: {...body.object.spec, initContainers: [init]}}}
      : body;
  const also: readonly Timed[] = pods
    .filter(({app}) => app === 'gateway')
    .map((pod, index) => [100 + index, podOf(pod, {ready: false})]);
  const without = (body: EventBody, tMs: number) =>
    body.kind === 'object' && body.object.kind === 'Pod' && tMs >= 2000 && tMs < 2003;
  const ready: readonly Timed[] = pods
    .filter(({app}) => app === 'gateway')
    .map((pod, index) => [9950 + index, podOf(pod)]);
  const finding = first(
    t,
    merged('capacity-restored', {...scene, rewrite, without, also: [...also, ...ready]}),
    'pass',
  );
  t.deepEqual(
    finding.predictedMs?.map((ms) => Math.round(ms / 1000)),
    [0, 25],
  );
});

test('the pods of a lost node leave it after the least toleration that states seconds', (t) => {
  const rewrite = (body: EventBody): EventBody => {
    if (body.kind !== 'object' || body.object.metadata.uid !== two.uid) return body;
    const tolerations = [...((body.object.spec?.['tolerations'] ?? []) as readonly object[]), {operator: 'Exists'}];
    return {...body, object: {...body.object, spec: {...body.object.spec, tolerations}}} as EventBody;
  };
  t.deepEqual(named({...powerOff(), rewrite}, 'replaced')[0]?.predictedMs, [302_000, 317_000]);
});
