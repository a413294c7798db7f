import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import type {Outcome} from '../../../../src/history/tables.ts';
import type {Finding} from '../../../../src/judge/finding.ts';
import type {Json} from '../../../../src/kubernetes/kube-object.ts';
import {first, found, merged, neverPassesWithout, said, worst} from '../../expect.ts';
import {podOf, pods} from '../../histories/survival.ts';
import {
  containerKill,
  drain,
  evictions,
  bite,
  nothingDone,
  one,
  podDelete,
  powerOff,
  rollOut,
  two,
} from '../../histories/scenes.ts';
import {faultOf, sliceOf} from '../../histories/objects.ts';
import type {Changes} from '../../histories/memory.ts';

const named = (changes: Changes, name: string) =>
  found('outage-predicted', changes).filter(({check}) => check === `outage-predicted/${name}`);

const scenes = {
  podDelete: podDelete(),
  containerKill: containerKill(),
  powerOff: powerOff(),
  drain: drain(),
  evictions: evictions([[one, 201], bite]),
  rollOut: rollOut(),
};
for (const [name, scene] of Object.entries(scenes)) {
  test(`outage-predicted: a good ${name} passes, and cut off it never does`, (t) => {
    const findings = merged('outage-predicted', scene);
    t.is(worst(findings.filter(({uncounted}) => uncounted === undefined)), 'pass', JSON.stringify(findings, null, 1));
    for (const {verdict, measuredMs, predictedMs} of findings) {
      if (verdict === 'pass') t.true(predictedMs !== undefined && measuredMs !== undefined);
    }
    t.is(worst(merged('outage-predicted', {...scene, until: 64_000})), 'inconclusive');
  });
}

test('outage-predicted: nothing, a killed run, and a trial without a fault say nothing', (t) => {
  neverPassesWithout(t, 'outage-predicted');
  t.is(worst(found('outage-predicted', nothingDone)), 'inconclusive');
});

test('a lost node: NotReady, out of the services and the outage stand beside what the timings predict; the replacement is told as not exercised', (t) => {
  const findings = found('outage-predicted', powerOff());
  const unready = findings.find(({check}) => check.endsWith('/not-ready'));
  t.deepEqual([unready?.predictedMs, unready?.measuredMs, unready?.of?.name], [[2000, 14_000], 9900, 'n3']);
  const gone = findings.find(({check}) => check.endsWith('/endpoints-gone'));
  t.deepEqual([gone?.predictedMs, gone?.measuredMs, gone?.of?.name], [[2000, 16_000], 10_100, 'gateway']);
  const loss = findings.find(({check}) => check.endsWith('/loss'));
  t.deepEqual(
    loss?.predictedMs?.map((ms) => Math.round(ms)),
    [0, 5333],
  );
  t.true((loss?.measuredMs ?? 0) > 3200 && (loss?.measuredMs ?? 0) < 3500);
  const replaced = findings.find(({check}) => check.endsWith('/replaced'));
  t.like(replaced, {verdict: 'inconclusive', uncounted: 'not-exercised', because: 'not-exercised'});
  t.regex(
    replaced?.sentence ?? '',
    /until gateway-abc-2 was replaced elsewhere, it takes 5 min 2 s to 5 min 17 s \(predicted\), and it was watched for 15\.9 s: --patience 6 allows it/,
  );
});

test('a lost node: a late control plane is the cluster, an early one somebody else; an outage beyond the prediction is the subject', (t) => {
  const late = first(
    t,
    named(
      {...powerOff({notReadyMs: 80_000, undoneMs: 85_000, sentinelMs: 86_000, backMs: 87_000}), outcome: () => 'ok'},
      'not-ready',
    ),
    'inconclusive',
  );
  t.is(late.because, 'host-noisy');
  t.regex(
    late.sentence,
    /it took 17\.9 s, longer than predicted \(2 s to 14 s\)\. The cluster's control plane was late/,
  );
  const early = {...powerOff({notReadyMs: 62_500}), timings: {}};
  t.is(first(t, named(early, 'not-ready'), 'inconclusive').because, 'foreign-change');
  const all = first(
    t,
    named({...powerOff(), outcome: (tMs) => (tMs > 62_100 && tMs < 72_200 ? 'timed-out' : 'ok')}, 'loss'),
    'fail',
  );
  t.regex(
    said(all),
    /cost more than predicted: 10\.\d s of full outage, predicted at most 5\.3 s; .*\n33\.3 % of requests meet gateway-abc-2, which leave the services within 16 s/,
  );
  t.true((all.margin?.value ?? 0) < 0);
});

test('what runs on a lost node beside the entry explains an outage only where requests meet it', (t) => {
  const mailer = {...one, app: 'mailer', name: 'mailer-abc-5', uid: '55555555-0000-4000-8000-555555555555', node: 'n3'};
  const outcome = (tMs: number): Outcome => (tMs > 62_100 && tMs < 72_200 ? 'timed-out' : 'ok');
  const service = sliceOf([mailer], [], 'mailer');
  const loss = (more: Changes, also: Changes['also'] = []): Finding | undefined =>
    named({...powerOff(), outcome, ...more, also: [[2050, podOf(mailer)], ...also]}, 'loss')[0];
  t.like(loss({}), {verdict: 'fail'}, 'no Service leads to it');
  const unknown = loss({}, [[2060, service]]);
  t.like(unknown, {verdict: 'inconclusive', because: 'undeclared-dependency'});
  t.regex(unknown?.sentence ?? '', /when no request meets Deployment\/mailer, and up to 16 s when each does: declare/);
  const declared = (need: 'hard' | 'soft') =>
    loss({subject: {dependencies: [{name: 'Mailer', workload: 'mailer', kind: 'in-cluster', need}]}}, [
      [2060, service],
    ]);
  t.is(declared('hard')?.verdict, 'pass');
  t.is(declared('soft')?.verdict, 'fail');
});

test('a lost node that is back before anybody noticed is no failure, and what was asked for was not exercised', (t) => {
  const findings = found(
    'outage-predicted',
    powerOff({notReadyMs: 999_000, undoneMs: 68_000, sentinelMs: 69_000, backMs: 70_000}),
  );
  const unready = findings.find(({check}) => check.endsWith('/not-ready'));
  t.like(unready, {verdict: 'inconclusive', because: 'not-exercised'});
  t.is(unready?.uncounted, undefined, 'what a scenario asks for is never beside its verdict');
});

test('a killed container that is not back in time names why', (t) => {
  const waiting = (body: EventBody): EventBody => body;
  const never = {...containerKill(200_000), rewrite: waiting};
  const finding = first(t, named(never, 'restarted'), 'fail');
  t.is(finding.of?.container, 'app');
  t.regex(
    finding.sentence,
    /longer than predicted \(at most \d+ s\): gateway-abc-1 runs on n1 and is not ready \(container app, 0 restarts\)/,
  );
});

test('a pod that is asked to go, with its grace, loses nothing; without any, what comes until the services know', (t) => {
  const predicted = (options: Json) => named(podDelete(options), 'loss')[0]?.predictedMs;
  t.deepEqual(predicted({}), [0, 0]);
  t.true((predicted({graceSeconds: 0})?.[1] ?? 0) > 0);
});

test('a deleted pod whose successor cannot be scheduled fails with the words of the scheduler', (t) => {
  const scene = podDelete({}, 60_000);
  const why = '0/5 nodes are available: 5 Insufficient cpu';
  const also = [
    [
      70_000,
      podOf(
        {...one, name: 'gateway-abc-4', uid: '44444444-0000-4000-8000-444444444444'},
        {ready: false, unscheduled: why},
      ),
    ],
  ] as const;
  const finding = first(t, named({...scene, also}, 'replaced'), 'fail');
  t.regex(finding.sentence, /gateway-abc-4 is not scheduled: 0\/5 nodes are available: 5 Insufficient cpu/);
});

test('what came too late is explained by how things were when it was late, not by the end, when all is there', (t) => {
  const finding = first(t, named(podDelete({}, 12_000), 'replaced'), 'fail');
  t.regex(finding.sentence, /took 12.1 s, longer than predicted .*: gateway-abc-4 runs on n1 and is not ready/);
  const restarted = first(t, named(containerKill(85_000), 'restarted'), 'fail');
  t.regex(restarted.sentence, /: gateway-abc-1 runs on n1 and is not ready/);
});

test('a time that is late needs a healthy host, the outage a healthy control stage and the load, all the receipt', (t) => {
  const busy = {sentinel: () => ({p99Ms: 300, maxMs: 900, sent: 10, failed: 0})};
  const late = merged('outage-predicted', {...containerKill(85_000), ...busy});
  t.is(late.find(({check}) => check.endsWith('/restarted'))?.verdict, 'inconclusive');
  const inTime = merged('outage-predicted', {...containerKill(), ...busy});
  t.is(inTime.find(({check}) => check.endsWith('/restarted'))?.verdict, 'pass');
  t.is(inTime.find(({check}) => check.endsWith('/loss'))?.verdict, 'pass', 'it cost less than predicted with all');
  const fourth: Changes['outcome'] = (_tMs, index) => (index % 4 === 0 ? 'status' : 'ok');
  const compared = merged('outage-predicted', {...containerKill(), ...busy, outcome: fourth});
  t.is(compared.find(({check}) => check.endsWith('/loss'))?.verdict, 'inconclusive', 'as much as before the fault');
  const unproved = (body: EventBody): boolean => body.kind === 'fault' && body.is === 'proved';
  t.true(
    merged('outage-predicted', {...podDelete(), without: unproved}).every(({verdict}) => verdict === 'inconclusive'),
  );
  const dropped = merged('outage-predicted', {
    ...podDelete(),
    outcome: (_tMs, index) => (index % 2 === 0 ? 'dropped' : 'ok'),
  });
  t.is(dropped.find(({check}) => check.endsWith('/loss'))?.verdict, 'inconclusive');
  t.is(dropped.find(({check}) => check.endsWith('/replaced'))?.verdict, 'pass');
  const gap = [[66_000, {kind: 'gap', channel: 'api', of: {kind: 'Pod', name: '*'}, fromMs: 65_500}]] as const;
  t.true(merged('outage-predicted', {...podDelete(), also: gap}).every(({verdict}) => verdict === 'inconclusive'));
});

test('the pods of a lost node of a StatefulSet are never replaced: predicted, and seen', (t) => {
  const rewrite = (body: EventBody): EventBody => {
    if (body.kind !== 'object' || body.object.metadata.uid !== two.uid) return body;
    const ownerReferences = [{kind: 'StatefulSet', name: 'gateway', uid: 's', controller: true}];
    return {...body, object: {...body.object, metadata: {...body.object.metadata, ownerReferences}}};
  };
  const finding = first(t, named({...powerOff(), rewrite}, 'replaced'), 'pass');
  t.regex(finding.sentence, /predicted never to happen that gateway-abc-2 was replaced elsewhere, and it did not/);
});

test('a container that was ready again before its pod left the services left them by no means later, with the next kill', (t) => {
  const {scene} = containerKill();
  const events = (scene?.events ?? []).filter(
    ([, body]) => body.kind !== 'object' || body.object.kind !== 'EndpointSlice',
  );
  const next = [
    [80_000, faultOf('next', 'marked', {fault: 'pod-delete', targets: []})],
    [80_100, faultOf('next', 'injected')],
    [80_200, sliceOf(pods, [one])],
  ] as const;
  const steps = [...(scene?.steps ?? []), {name: 'next', what: 'pod-delete'}];
  const finding = first(t, named({scene: {steps, events: [...events, ...next]}}, 'endpoints-gone'), 'pass');
  t.is(finding.measuredMs, 0);
});
