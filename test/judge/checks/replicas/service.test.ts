import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import type {KubeObject} from '../../../../src/kubernetes/kube-object.ts';
import type {Outcome} from '../../../../src/history/tables.ts';
import {seeded} from '../../../seeded.ts';
import {first, found, merged, neverPassesWithout, said, worst} from '../../expect.ts';
import {lonely} from '../../histories/probes.ts';
import {containerKill, nothingDone} from '../../histories/scenes.ts';
import {deployFacts} from '../../histories/survival.ts';

for (const name of ['starts', 'stays-up', 'availability'] as const) {
  test(`${name}: a good trial passes, and nothing or a killed run never does`, (t) => {
    t.is(worst(merged(name)), 'pass');
    neverPassesWithout(t, name);
  });
}

test('stays-up: a gap is named by its begin; the same gap on a noisy host is not decided', (t) => {
  const outcome = (tMs: number) => (tMs > 65_300 && tMs < 67_000 ? ('refused' as const) : ('ok' as const));
  const finding = first(t, merged('stays-up', {outcome}), 'fail');
  t.regex(finding.sentence, /nothing succeeded for 1\.7 s from 65\.3 s on/);
  const noisy = merged('stays-up', {outcome, sentinel: () => ({p99Ms: 300, maxMs: 900, sent: 10, failed: 0})});
  t.is(worst(noisy), 'inconclusive');
  t.is(first(t, noisy, 'inconclusive').because, 'host-noisy');
});

test('stays-up: the cost counts failures beyond the control, by cause and connection', (t) => {
  const third = (from: number) => (tMs: number, index: number) =>
    tMs > from && tMs < 90_000 && index % 3 !== 0 ? ('timed-out' as const) : ('ok' as const);
  const finding = first(
    t,
    found('stays-up', {outcome: third(65_300), subject: {bounds: {faultBudgetShare: 0.001}}}),
    'fail',
  );
  t.is(finding.check, 'stays-up/cost');
  t.is(finding.origin, 'profile');
  t.regex(
    said(finding),
    /timed-out\); control: 0 of 3600\nOn new connections 395 of 624 failed\nOn reused connections 1581 of 2496 failed/,
  );
  const before = found('stays-up', {
    outcome: (tMs, index) => (index % 3 === 0 ? 'status' : third(0)(tMs, index)),
    subject: {bounds: {faultBudgetShare: 0.001}},
  });
  t.is(before.find(({check}) => check === 'stays-up/cost')?.verdict, 'pass', 'no worse than without the fault');
});

test('stays-up: what was open when the fault struck is its cost, and not what is usual', (t) => {
  const outcome = (tMs: number) => (tMs > 64_500 && tMs < 65_500 ? ('reset' as const) : ('ok' as const));
  const cost = found('stays-up', {outcome}).find(({check}) => check === 'stays-up/cost');
  t.regex(cost?.sentence ?? '', /: 120 of \d+ requests failed \(120 reset\); control: 0 of \d+$/);
});

test('stays-up: while a replica that is held apart is in no service, only new connections cost', (t) => {
  const goneMs = 71_000;
  const cost = (scene: ReturnType<typeof lonely>, isKeptAlone: boolean) => {
    const outcome = (tMs: number, index: number) => {
      const isKept = index % 5 !== 0;
      const isFailing = tMs > 65_100 && tMs < 84_500 && index % 3 === 0;
      return isFailing && (isKept || !isKeptAlone || tMs < goneMs) ? ('status' as const) : ('ok' as const);
    };
    const all = found('stays-up', {...scene, outcome, subject: {bounds: {faultBudgetShare: 0.0015}}});
    return all.filter(({check}) => check === 'stays-up/cost');
  };
  const left = first(t, cost(lonely({goneMs}), true), 'pass');
  t.true((left.measuredMs ?? 0) > 1900 && (left.measuredMs ?? 0) < 3000, String(left.measuredMs));
  t.regex(
    said(left),
    /In no service from 73 s to 84\.5 s, gateway-abc-1 costs what fails on new connections: 0 of 276/,
  );
  t.true((first(t, cost(lonely({goneMs}), false), 'fail').measuredMs ?? 0) > 6000, 'new ones fail too');
  t.true((first(t, cost(lonely(), true), 'fail').measuredMs ?? 0) > 5000, 'it never left');
});

test('stays-up: a load too thin to see the gap decides nothing', (t) => {
  const finding = first(t, found('stays-up', {subject: {bounds: {longestGapMs: 50}}}), 'inconclusive');
  t.is(finding.because, 'too-few-samples');
  t.regex(finding.sentence, /at least 180 are needed/);
});

/** A request each 375 ms of the usual load, and what comes of each. */
const sparse =
  (outcome: (tMs: number, index: number) => Outcome) =>
  (tMs: number, index: number): Outcome =>
    index % 45 === 0 ? outcome(tMs, index / 45) : 'dropped';
const entryOf = (replicas: number) => ({deploy: {entry: {...deployFacts().entry, replicas}}});

test('stays-up: a silence that a thin load can show is a fail, a shorter one is not decided', (t) => {
  const silent = (untilMs: number) =>
    sparse((tMs) => (tMs > 65_300 && tMs < untilMs ? ('refused' as const) : ('ok' as const)));
  const finding = first(t, found('stays-up', {...entryOf(1), outcome: silent(78_000)}), 'fail');
  t.regex(finding.sentence, /the service was down: nothing succeeded for 1[23](\.\d)? s from 65/);
  const short = first(t, found('stays-up', {...entryOf(1), outcome: silent(66_000)}), 'inconclusive');
  t.regex(short.sentence, /too thin to see a gap of 1 s/);
  const always = sparse((tMs) => (tMs > 50_000 ? ('refused' as const) : ('ok' as const)));
  t.is(first(t, found('stays-up', {...entryOf(1), outcome: always}), 'inconclusive').because, 'not-steady');
});

test('stays-up: at a thin load one of two replicas fails a few requests in a row by chance', (t) => {
  const random = seeded(3);
  const lots = Array.from({length: 500}, () => random() < 0.5);
  const half = sparse((tMs, index) =>
    tMs > 65_300 && (lots[index] ?? false) ? ('timed-out' as const) : ('ok' as const),
  );
  const [gap] = found('stays-up', {...entryOf(2), outcome: half});
  t.true((gap?.measuredMs ?? 0) > (1000 * 6) / 2.67, 'longer than three failures of half of the load');
  t.like(gap, {verdict: 'inconclusive', because: 'too-few-samples'});
  const all = sparse((tMs) => (tMs > 65_300 && tMs < 78_000 ? ('refused' as const) : ('ok' as const)));
  t.is(found('stays-up', {...entryOf(2), outcome: all})[0]?.verdict, 'fail', 'both');
});

test('availability: above, below and too close to the budget', (t) => {
  const every = (number: number) => ({
    outcome: (_tMs: number, index: number) => (index % number === 0 ? ('status' as const) : ('ok' as const)),
  });
  t.regex(
    said(first(t, found('availability', every(100)), 'fail')),
    /36 of 3600 requests failed \(36 status\)\nOn new connections \d+ of 720 failed\nOn reused connections \d+ of 2880 failed/,
  );
  const close = first(t, found('availability', every(1500)), 'inconclusive');
  t.is(close.because, 'too-few-samples');
  t.regex(close.sentence, /would decide|too close/);
});

test('availability: too few requests say how long would decide, and which patience allows it', (t) => {
  const slo = {availability: 0.9999, latency: {percentile: 99, ms: 100}, at: '1x'} as const;
  const waited =
    (ms: number) =>
    (body: EventBody): EventBody =>
      body.kind === 'phase' && body.name === 'plan' && body.is === 'ended'
        ? {...body, facts: {...(body.facts as object), patience: {holdMs: ms, scenarioMs: 900_000, stageMs: 120_000}}}
        : body;
  const said = (ms: number): string =>
    first(t, found('availability', {subject: {slo}, rewrite: waited(ms)}), 'inconclusive').sentence;
  const few =
    'The availability of 99.99 % at the surge cannot be decided with 3600 requests (0 of 3600 requests failed)';
  t.is(said(300_000), `${few}; about 5 min 21 s at this rate would decide: --patience 6 allows it`);
  t.is(said(600_000), `${few}; about 5 min 21 s at this rate would decide`);
});

test('availability: the aftermath of a fault fails nothing that is asked without one, and helps where the rest is thin', (t) => {
  const until = (ms: number) => (tMs: number, index: number) =>
    tMs > 65_100 && tMs < ms && index % 3 === 0 ? ('refused' as const) : ('ok' as const);
  const slo = {availability: 0.998, latency: {percentile: 99, ms: 100}, at: '3x'} as const;
  t.is(worst(found('availability', {...containerKill(200_000), outcome: until(110_000), subject: {slo}})), 'pass');
  // 3,600 requests without a failure do not decide 99.9 %, twice as many do.
  t.is(worst(found('availability', containerKill())), 'pass');
  t.is(worst(found('availability', {...containerKill(200_000), outcome: until(110_000)})), 'inconclusive');
  const slow = (tMs: number): number => (tMs > 90_000 && tMs < 120_000 ? 400 : 5);
  t.is(worst(found('availability', {...containerKill(), latency: slow, subject: {slo}})), 'pass');
  t.is(worst(found('availability', {...nothingDone, latency: slow, subject: {slo}})), 'fail', 'nothing was done to it');
});

test('availability: latency is judged where the profile says, and only reported elsewhere', (t) => {
  const latency = (tMs: number): number => (tMs > 30_000 && tMs < 120_000 ? 400 : 5);
  t.is(worst(found('availability', {latency})), 'pass');
  const slo = {availability: 0.999, latency: {percentile: 99, ms: 100}, at: '3x'} as const;
  const finding = first(t, found('availability', {latency, subject: {slo}}), 'fail');
  t.is(finding.check, 'availability/latency');
});

test('availability: a latency that the machine itself just misses decides nothing', (t) => {
  const slo = {availability: 0.999, latency: {percentile: 99, ms: 100}, at: '3x'} as const;
  const slow = (share: number) => ({
    latency: (_tMs: number, index: number): number => (index % Math.round(1 / share) === 0 ? 400 : 5),
    sentinel: (tMs: number) => ({p99Ms: Math.round(tMs / 1000) % 5 === 0 ? 90 : 4, maxMs: 90, sent: 10, failed: 0}),
    subject: {slo},
  });
  const doubtful = first(t, found('availability', slow(0.025)), 'inconclusive');
  t.like(doubtful, {check: 'availability/latency', because: 'host-noisy'});
  t.regex(
    doubtful.sentence,
    /looks missed \(p99 was 400 ms over \d+ requests\), but \d+ of \d+ answers of the sentinels/,
  );
  t.is(worst(found('availability', slow(0.2))), 'fail', 'far more than the machine explains');
});

test('availability: dropped requests say nothing of the subject', (t) => {
  const outcome = (_tMs: number, index: number) => (index % 2 === 0 ? ('dropped' as const) : ('ok' as const));
  t.not(worst(found('availability', {outcome})), 'fail');
  t.true(merged('availability', {outcome}).some(({because}) => because === 'load-short'));
});

test('declared-resources: init containers and native sidecars are asked too, a CPU limit under its own name', (t) => {
  const both = {requests: {cpu: '1', memory: '1Mi'}, limits: {memory: '1Mi'}};
  const spec = {
    initContainers: [{name: 'migrate'}, {name: 'proxy', restartPolicy: 'Always', resources: {requests: {cpu: '1'}}}],
    containers: [{name: 'app', resources: both}],
  };
  const objects = [
    {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'worker'}, spec: {template: {spec}}},
  ] as unknown as readonly KubeObject[];
  const findings = found('declared-resources', {deploy: {objects}}).filter(({verdict}) => verdict === 'fail');
  t.deepEqual(
    findings.map(({check, of, fix}) => [check, of?.container, fix?.path]),
    [
      // What was not sampled has no number that anybody knows.
      ['declared-resources', 'migrate', undefined],
      ['declared-resources/cpu-limit', 'migrate', undefined],
      ['declared-resources', 'proxy', undefined],
      ['declared-resources/cpu-limit', 'proxy', undefined],
      ['declared-resources/cpu-limit', 'app', undefined],
    ],
  );
  t.regex(findings[2]?.sentence ?? '', /proxy \(native sidecar\) is admitted without requests\.memory, limits\.memory/);
});

test('availability: what was still open at an injection died of the fault, and is not held against the control', (t) => {
  const entry = (timeoutMs: number) => ({service: 'gateway', port: 80, timeoutMs, requests: []});
  const outcome = (tMs: number) => (tMs > 57_000 && tMs < 60_000 ? ('reset' as const) : ('ok' as const));
  t.is(worst(found('availability', {outcome, subject: {entry: entry(9000)}})), 'pass');
  t.is(worst(found('availability', {outcome, subject: {entry: entry(1000)}})), 'fail');
});
