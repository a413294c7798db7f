import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import type {Outcome} from '../../../../src/history/tables.ts';
import {fixYaml} from '../../../../src/report/parts/fix-text.ts';
import {first, found, merged, neverPassesWithout, said, worst} from '../../expect.ts';
import type {Changes} from '../../histories/memory.ts';
import {containerOf, podOf, victim as pod, workloadOf} from '../../histories/survival.ts';
import {serviceOver} from '../../histories/services.ts';
import {
  bite,
  containerKill,
  drain,
  evictions,
  newcomer,
  nothingDone,
  one,
  podDelete,
  rollOut,
  rollOutAtOnce,
  three,
  two,
} from '../../histories/scenes.ts';
import {busyFrom} from '../../histories/sentinels.ts';

const scenes = {podDelete: podDelete(), drain: drain(), evictions: evictions([[one, 201], bite]), rollOut: rollOut()};
for (const [name, scene] of Object.entries(scenes)) {
  test(`no-failed-requests: a good ${name} passes, and cut off it never does`, (t) => {
    t.is(worst(merged('no-failed-requests', scene)), 'pass');
    t.is(worst(merged('no-failed-requests', {...scene, until: 64_000})), 'inconclusive');
  });
}

test('no-failed-requests: nothing, a killed run, a kill without grace and no fault at all are not judged', (t) => {
  neverPassesWithout(t, 'no-failed-requests');
  for (const scene of [containerKill(), podDelete({graceSeconds: 0}), nothingDone])
    t.is(worst(found('no-failed-requests', scene)), 'inconclusive');
  t.is(worst(found('no-failed-requests', podDelete({graceSeconds: 5}))), 'pass');
});

/** Some requests fail shortly after a moment. */
const failAfter =
  (ms: number, how: Outcome = 'reset') =>
  (tMs: number, index: number): Outcome =>
    tMs > ms && tMs < ms + 400 && index % 3 === 0 ? how : 'ok';
/** A machine whose sentinels suffer from a moment on. */
const objects = (spec: object = {}, template: object = {}) => ({
  objects: [workloadOf('gateway', spec, template), serviceOver('gateway')],
});

test('the second, the pod and the cause are named: an old pod that stops at once', (t) => {
  const finding = first(
    t,
    found('no-failed-requests', {...podDelete(), deploy: objects(), outcome: failAfter(65_200)}),
    'fail',
  );
  t.regex(
    said(finding),
    /During delete 16 of \d+ requests failed \(16 reset\)\. Deployment\/gateway: container .*\nOn new connections \d of \d+ failed\nOn reused connections \d+ of \d+ failed\n5\.\d s into stage fault: 16 reset\ngateway-abc-1 was being ended/,
  );
  t.regex(finding.sentence, /stops taking requests before the Services have removed it/);
  t.is(finding.fix?.path, 'spec.template.spec.containers[0].lifecycle.preStop');
  t.deepEqual(finding.of, {kind: 'Deployment', name: 'gateway'});
  t.is(finding.margin?.value, -16);
});

test('no time to end', (t) => {
  const finding = first(
    t,
    found('no-failed-requests', {
      ...rollOut(),
      outcome: failAfter(63_250),
      deploy: objects({}, {terminationGracePeriodSeconds: 0}),
    }),
    'fail',
  );
  t.is(finding.fix?.path, 'spec.template.spec.terminationGracePeriodSeconds');
  t.regex(finding.sentence, /its pods get 0 s to end/);
});

test('no readiness probe: the new pod is sent requests before it can serve', (t) => {
  const {readinessProbe: _probe, ...blind} = containerOf(pod) as Record<string, unknown>;
  const finding = first(
    t,
    found('no-failed-requests', {
      ...podDelete({}, 500),
      outcome: failAfter(65_900, 'refused'),
      deploy: objects({}, {containers: [blind]}),
    }),
    'fail',
  );
  t.is(finding.fix, undefined, 'nobody knows what to ask');
  t.regex(said(finding), /container app has no readiness probe.*\n(.*\n)*gateway-abc-4 got ready for the first time/);
  const asked = (container: object, how: Outcome = 'refused'): string => {
    const changes = {...podDelete({}, 500), outcome: failAfter(65_900, how)};
    const deploy = objects({}, {containers: [{...blind, ...container}]});
    const {fix} = first(t, found('no-failed-requests', {...changes, deploy}), 'fail');
    return fix === undefined ? 'none' : fixYaml(fix);
  };
  const healthz = {httpGet: {path: '/healthz', port: 8080}};
  t.regex(asked({livenessProbe: healthz}), /^readinessProbe:\n  httpGet:\n    path: \/healthz\n    port: 8080\n/);
  t.is(asked({livenessProbe: healthz, startupProbe: healthz}), 'none', 'it was started when that was answered');
  const ports = [{name: 'web', containerPort: 8080}];
  t.regex(asked({ports}), /tcpSocket:\n    port: web\n/, 'what refuses connections is not open yet');
  t.is(asked({ports}, 'status'), 'none', 'what answers wrongly is open');
});

test('a roll-out that lets all replicas be away, or recreates them', (t) => {
  const all = {...rollOutAtOnce(), outcome: failAfter(63_300)};
  const strategies = [
    [{rollingUpdate: {maxUnavailable: '100%'}}, 'spec.strategy.rollingUpdate.maxUnavailable'],
    [{type: 'Recreate'}, 'spec.strategy.type'],
  ] as const;
  for (const [strategy, path] of strategies) {
    const finding = first(t, found('no-failed-requests', {...all, deploy: objects({strategy})}), 'fail');
    t.regex(finding.sentence, /Deployment\/gateway: its roll-out lets all 3 replicas be away at once/);
    t.is(finding.fix?.path, path);
  }
  const volumes = [{name: 'data', persistentVolumeClaim: {claimName: 'data'}}];
  const sharing = objects({strategy: {type: 'Recreate'}}, {volumes});
  t.is(first(t, found('no-failed-requests', {...all, deploy: sharing}), 'fail').fix, undefined);
});

test('a roll-out that leaves nobody fails on a busy machine too: it was asked to end all of them', (t) => {
  const deploy = objects({strategy: {rollingUpdate: {maxUnavailable: '100%'}}});
  const sentinel = busyFrom(63_000);
  const at = (how: Outcome, scene: Changes) =>
    worst(merged('no-failed-requests', {...scene, deploy, sentinel, outcome: failAfter(63_300, how)}));
  t.is(at('refused', rollOutAtOnce()), 'fail');
  t.is(at('timed-out', rollOutAtOnce()), 'fail', 'nobody was there to answer a SYN');
  t.is(at('timed-out', rollOut()), 'inconclusive', 'two of three were there');
});

test('a step that ends all replicas before another is ready fails, though those that end answered on', (t) => {
  const deploy = objects({strategy: {rollingUpdate: {maxUnavailable: '100%'}}});
  const finding = first(t, found('no-failed-requests', {...rollOutAtOnce(), deploy}), 'fail');
  t.regex(
    said(finding),
    /^roll left no replica ready for 4 s, and only what was being ended could answer\. Deployment\/gateway: its roll-out lets all 3 replicas be away at once\n(.*\n)*During roll none of \d+ requests failed/,
  );
  t.is(finding.fix?.path, 'spec.strategy.rollingUpdate.maxUnavailable');
  t.true((finding.margin?.value ?? 0) < 0);
  const thin = (_tMs: number, index: number): Outcome => (index % 12 === 0 ? 'ok' : 'dropped');
  t.is(
    worst(found('no-failed-requests', {...rollOutAtOnce(), deploy, outcome: thin})),
    'fail',
    'however thin the load',
  );
  const busy = {...rollOutAtOnce(), deploy, sentinel: busyFrom(0)};
  t.is(worst(merged('no-failed-requests', busy)), 'fail', 'no busy machine ended them');
  const evicted = {...evictions([one, two, three].map((each) => [each, 201] as const)), deploy: objects()};
  const drained = first(t, found('no-failed-requests', evicted), 'fail');
  t.regex(drained.sentence, /all 3 replicas were ended at once: no disruption budget keeps one back$/);
  t.is(drained.fix?.object.kind, 'PodDisruptionBudget');
});

test('the end of the only ready replica, of those that somebody else ends, or of one after another that was ready is no end of all at once', (t) => {
  const beside = (scene: Changes, events: readonly (readonly [number, EventBody])[]): Changes => ({
    ...scene,
    scene: {steps: scene.scene?.steps ?? [], events: [...(scene.scene?.events ?? []), ...events]},
  });
  const [four, five] = [newcomer('4', 'n1'), newcomer('5', 'n3')];
  const scenes = {
    alone: beside(podDelete(), [
      [61_000, podOf(two, {ready: false})],
      [61_000, podOf(three, {ready: false})],
    ]),
    foreign: beside(podDelete(), [
      [65_250, podOf(two, {ending: true})],
      [65_250, podOf(three, {ending: true})],
    ]),
    unreadyAgain: beside(rollOut(), [
      [74_000, podOf(four, {ready: false})],
      [74_000, podOf(five, {ready: false})],
    ]),
  };
  for (const [name, scene] of Object.entries(scenes)) t.is(worst(found('no-failed-requests', scene)), 'pass', name);
});

test('connections broken off by pods that get no time to end fail on a busy machine too; time-outs do not', (t) => {
  const sentinel = busyFrom(63_000);
  const waiting = {...(containerOf(pod) as object), lifecycle: {preStop: {sleep: {seconds: 5}}}};
  const at = (how: Outcome, seconds: number) => {
    const deploy = objects({}, {terminationGracePeriodSeconds: seconds, containers: [waiting]});
    return worst(merged('no-failed-requests', {...rollOut(), sentinel, deploy, outcome: failAfter(63_250, how)}));
  };
  t.deepEqual([at('reset', 1), at('timed-out', 1), at('reset', 30)], ['fail', 'inconclusive', 'inconclusive']);
});

test('connections refused at once by pods that were asked to end fail on a busy machine too; 5 s later the services may be late', (t) => {
  const sentinel = busyFrom(63_000);
  const at = (ms: number, how: Outcome = 'refused') =>
    worst(merged('no-failed-requests', {...podDelete(), sentinel, outcome: failAfter(ms, how)}));
  t.deepEqual([at(65_200), at(71_000), at(65_200, 'timed-out')], ['fail', 'inconclusive', 'inconclusive']);
});

test('a pod that served on, and then closed a kept connection that a request was on its way on: said so, and on a busy machine undecided', (t) => {
  // Every fifth request is on a connection of its own.
  const kept =
    (ms: number) =>
    (tMs: number, index: number): Outcome =>
      tMs > ms && tMs < ms + 400 && index % 5 === 1 ? 'reset' : 'ok';
  const scene = {...podDelete(), deploy: objects()};
  const [soon, later] = [65_200, 68_200].map((ms) =>
    first(t, found('no-failed-requests', {...scene, outcome: kept(ms)}), 'fail'),
  );
  t.regex(soon?.sentence ?? '', /stops taking requests before the Services have removed it/);
  t.regex(later?.sentence ?? '', /container app closes kept connections that requests are on their way on/);
  const forMs = (ms: number, how: Outcome = 'reset') => ({
    ...scene,
    outcome: (tMs: number, index: number): Outcome =>
      tMs > 68_200 && tMs < 68_200 + ms && index % 5 === 1 ? how : 'ok',
  });
  const alone = first(t, found('no-failed-requests', forMs(41)), 'inconclusive');
  t.is(alone.because, 'too-few-samples', 'one for the pod that ended is what HTTP lets happen');
  t.regex(
    alone.sentence,
    /1 reset\) as Deployment\/gateway closed kept connections: not more than pods ended, and a client that asks again/,
  );
  t.is(worst(found('no-failed-requests', forMs(83))), 'fail', 'two are more');
  t.is(worst(found('no-failed-requests', forMs(41, 'status'))), 'fail', 'an answer is no crossing');
  t.is(later?.fix, undefined, 'a preStop only puts off when it closes them');
  const mixed = (tMs: number, index: number): Outcome =>
    tMs > 68_200 && tMs < 68_600 && index % 10 === 0 ? 'timed-out' : kept(68_200)(tMs, index);
  const most = first(t, found('no-failed-requests', {...scene, outcome: mixed}), 'fail');
  t.regex(most.sentence, /timed-out\).*closes kept connections/, 'what most of them show');
  const busy = [65_200, 68_200].map((ms) =>
    worst(merged('no-failed-requests', {...scene, sentinel: busyFrom(63_000), outcome: kept(ms)})),
  );
  t.deepEqual(busy, ['inconclusive', 'inconclusive']);
});

test('wrong answers of pods that nobody asked whether they are ready fail on a busy machine too; time-outs do not', (t) => {
  const {readinessProbe: _probe, ...blind} = containerOf(pod) as Record<string, unknown>;
  const sentinel = busyFrom(60_000);
  const at = (how: Outcome, containers: readonly object[]) =>
    worst(
      merged('no-failed-requests', {
        ...podDelete({}, 500),
        sentinel,
        outcome: failAfter(65_900, how),
        deploy: objects({}, {containers}),
      }),
    );
  t.deepEqual(
    [at('status', [blind]), at('timed-out', [blind]), at('status', [containerOf(pod) as object])],
    ['fail', 'inconclusive', 'inconclusive'],
  );
});

test('what fails while nothing came or went is not charged to the step', (t) => {
  const far = (number: number) => {
    let left = number;
    const outcome = (tMs: number): Outcome => (tMs > 88_000 && left-- > 0 ? 'status' : 'ok');
    return found('no-failed-requests', {...podDelete(), outcome});
  };
  const few = first(t, far(2), 'pass');
  t.regex(
    said(few),
    /none of 3120 requests failed within the reach of what came or went\n(.*\n)*2 of 3120 requests failed \(2 status\) while nothing came or went/,
  );
  const many = first(t, far(40), 'inconclusive');
  t.is(many.because, 'foreign-change');
  t.regex(many.sentence, /what made them fail is not known/);
  t.is(many.fix, undefined);
});

test('many bursts are counted', (t) => {
  const often = (tMs: number): Outcome => (tMs > 65_000 && Math.floor(tMs / 100) % 30 === 0 ? 'reset' : 'ok');
  t.regex(said(first(t, found('no-failed-requests', {...podDelete(), outcome: often}), 'fail')), /And \d times more/);
});

test('failures that control had too are not charged, many more are', (t) => {
  const some = (tMs: number, index: number): Outcome => (tMs > 30_000 && index % 200 === 0 ? 'status' : 'ok');
  t.is(first(t, found('no-failed-requests', {...podDelete(), outcome: some}), 'inconclusive').because, 'not-steady');
  const more = (tMs: number, index: number): Outcome =>
    tMs > 65_200 && tMs < 80_000 && index % 5 === 0 ? 'reset' : some(tMs, index);
  t.is(worst(found('no-failed-requests', {...podDelete(), outcome: more})), 'fail');
});

test('too thin a load shows no short loss; a noisy host decides nothing', (t) => {
  const thin = (_tMs: number, index: number): Outcome => (index % 4 === 0 ? 'ok' : 'dropped');
  t.is(
    first(t, found('no-failed-requests', {...podDelete(), outcome: thin}), 'inconclusive').because,
    'too-few-samples',
  );
  const noisy = merged('no-failed-requests', {
    ...podDelete(),
    outcome: failAfter(65_200, 'timed-out'),
    sentinel: busyFrom(0),
  });
  t.is(first(t, noisy, 'inconclusive').because, 'host-noisy');
});
