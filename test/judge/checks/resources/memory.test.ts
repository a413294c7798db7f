import test from 'ava';
import {fixYaml} from '../../../../src/report/parts/fix-text.ts';
import {first, found, merged, neverPassesWithout, said, worst} from '../../expect.ts';
import {kernelLine, killMs, mib, podOf, pods, redis, victim} from '../../histories/survival.ts';
import {eventOf} from '../../histories/objects.ts';

for (const name of [
  'memory-headroom',
  'memory-leak',
  'throttling',
  'no-oom-kill',
  'no-eviction',
  'declared-resources',
  'containment',
] as const) {
  test(`${name}: a good trial passes, and nothing or a killed run never does`, (t) => {
    t.is(worst(merged(name)), 'pass');
    neverPassesWithout(t, name);
  });
}

test('memory-headroom: the worst replica counts, with the YAML that would do', (t) => {
  const finding = first(
    t,
    found('memory-headroom', {counted: (pod) => (pod === pods[2] ? 120 * mib : 40 * mib)}),
    'fail',
  );
  t.regex(finding.observed, /120 MiB of 128 MiB in gateway-abc-3: 6\.25 % left/);
  t.is(finding.fix?.path, 'spec.template.spec.containers[0].resources.limits.memory');
  t.is(finding.fix === undefined ? '' : fixYaml(finding.fix), 'memory: 147Mi');
  const cutOff = first(t, found('memory-headroom', {counted: () => 126 * mib}), 'fail');
  t.is(cutOff.fix, undefined, 'its limit may have kept it from taking more');
  t.true((finding.margin?.value ?? 0) < 0);
});

test('memory-headroom: the memory the harness pushed itself does not count', (t) => {
  const counted = (pod: unknown, tMs: number): number =>
    pod === victim && tMs >= 65_000 && tMs <= 66_000 ? 127 * mib : 40 * mib;
  t.is(worst(found('memory-headroom', {counted})), 'pass');
});

test('memory-headroom: no limit is named and no pass; hits without a sample near them are a missed peak', (t) => {
  const without = first(
    t,
    found('memory-headroom', {sample: (pod) => (pod === redis ? {limit: 0} : {})}),
    'inconclusive',
  );
  t.regex(without.sentence, /redis has no memory limit/);
  const hits = (current: number) =>
    found('memory-headroom', {sample: (pod, tMs) => (pod === redis ? {limitHits: tMs > 50_000 ? 4 : 0, current} : {})});
  t.is(first(t, hits(50 * mib), 'inconclusive').because, 'too-few-samples');
  t.is(worst(hits(64 * mib)), 'pass', 'a full page cache explains the hits');
});

test('memory-headroom: the profile may ask for more', (t) => {
  const finding = first(t, found('memory-headroom', {subject: {bounds: {memoryHeadroomShare: 0.5}}}), 'fail');
  t.is(finding.origin, 'profile');
});

test('memory-headroom and memory-leak: a reader that was away in the window decides nothing', (t) => {
  const also = [[50_000, {kind: 'gap', channel: 'node', of: {kind: 'Node', name: 'n1'}, fromMs: 45_000}]] as const;
  for (const name of ['memory-headroom', 'memory-leak'] as const) {
    const finding = first(t, merged(name, {also}), 'inconclusive');
    t.is(finding.because, 'watch-gap');
  }
});

test('throttling: counts only where callers feel it', (t) => {
  const sample = (pod: unknown, tMs: number) => (pod === redis ? {throttled: (tMs / 100) * 0.6} : {});
  t.is(worst(found('throttling', {sample})), 'pass');
  t.true(found('throttling', {sample}).some(({sentence}) => sentence.includes('callers did not feel it')));
  const slow = found('throttling', {sample, latency: () => 150});
  t.regex(first(t, slow, 'fail').sentence, /redis was throttled in 60 % .*p99 then: 150 ms, SLO 100 ms/);
});

test('throttling: what passes rests on a stretch in which the machine was not busy, and is not decided without one', (t) => {
  const quick = {p99Ms: 4, maxMs: 6, sent: 10, failed: 0};
  const slow = {p99Ms: 300, maxMs: 900, sent: 10, failed: 0};
  const sample = (_pod: unknown, tMs: number) => ({periods: tMs / 100, throttled: tMs / 1000});
  const busyAt = (from: number, to: number) => ({
    sample,
    sentinel: (tMs: number) => (tMs >= from && tMs < to ? slow : quick),
  });
  t.is(worst(merged('throttling', busyAt(100_000, 120_000))), 'pass', 'after the fault alone');
  t.is(worst(merged('throttling', busyAt(30_000, 130_000))), 'inconclusive', 'all of the surge');
});

test('throttling: the stretch that callers felt counts, however much worse another was that nobody felt', (t) => {
  const throttled = (tMs: number): number =>
    tMs < 30_000 ? 0 : tMs < 60_000 ? (tMs - 30_000) * 0.009 : tMs < 90_000 ? 270 : 270 + (tMs - 90_000) * 0.007;
  const sample = (pod: {readonly app: string}, tMs: number) =>
    pod.app === 'gateway' ? {throttled: throttled(tMs)} : {};
  const changes = {sample, scene: {steps: [], events: []}};
  t.is(worst(found('throttling', changes)), 'pass', 'nobody felt it');
  const late = found('throttling', {...changes, latency: (tMs: number) => (tMs > 90_000 ? 400 : 5)});
  t.regex(first(t, late, 'fail').sentence, /gateway.* throttled in 67\.7 % .*p99 then: 400 ms, SLO 100 ms/);
  const unheard = found('throttling', {...changes, outcome: () => 'dropped'});
  t.is(first(t, unheard, 'inconclusive').because, 'too-few-samples');
});

test('no-oom-kill: a kill by the load fails, names container and stage, and stands on a noisy host without load', (t) => {
  const also = [[40_000, kernelLine(redis)]] as const;
  const bad = {also, sentinel: () => undefined, outcome: () => 'dropped' as const};
  for (const changes of [{also}, bad]) {
    const finding = first(t, merged('no-oom-kill', changes), 'fail');
    t.deepEqual(finding.of, {kind: 'Deployment', name: 'redis', container: 'redis'});
    t.regex(finding.sentence, /OOM-killed by the load once, first 10 s into control/);
    // Twice the limit was advised here: a number that nobody measured.
    t.is(finding.fix, undefined);
    t.regex(said(finding), /It needs more than 64 MiB/);
  }
});

test('no-oom-kill: a pass needs load, kernel log and positive control', (t) => {
  t.is(worst(merged('no-oom-kill', {outcome: () => 'dropped'})), 'inconclusive');
  t.is(
    worst(merged('no-oom-kill', {also: [[50_000, {kind: 'gap', channel: 'kernel', fromMs: 49_000}]]})),
    'inconclusive',
  );
  t.is(
    worst(merged('no-oom-kill', {without: (body) => body.kind === 'fault' && body.is === 'proved'})),
    'inconclusive',
  );
});

test('no-oom-kill: both spellings of a cgroup, one kill told by five nodes, a worker that dies alone, a machine without memory', (t) => {
  const five = [1, 2, 3, 4, 5].map((n) => [40_000 + n, kernelLine(redis, {systemd: true})] as const);
  t.is(first(t, found('no-oom-kill', {also: five}), 'fail').evidence.length, 1);
  t.regex(
    first(t, found('no-oom-kill', {also: five}), 'fail').sentence,
    /a worker process died while its container lived on/,
  );
  const restarted = [...five, [41_000, podOf(redis, {restarts: 1})] as const];
  t.notRegex(first(t, found('no-oom-kill', {also: restarted}), 'fail').sentence, /worker process/);
  const whole = first(t, found('no-oom-kill', {also: [[40_000, kernelLine(redis, {global: true})]]}), 'inconclusive');
  t.is(whole.because, 'host-noisy');
});

test('no-oom-kill: the kill of the harness is its own, a second one of the victim later is not; a stranger is nobody', (t) => {
  t.is(worst(found('no-oom-kill', {also: [[killMs + 30_000, kernelLine(victim, {pid: 5})]]})), 'fail');
  t.is(
    worst(
      found('no-oom-kill', {also: [[40_000, kernelLine({...victim, uid: '77777777-0000-4000-8000-777777777777'})]]}),
    ),
    'pass',
  );
});

test('no-eviction: the Event or the pod tells', (t) => {
  const event = eventOf({reason: 'Evicted', message: 'low on memory', involvedObject: {name: redis.name}});
  const finding = first(t, found('no-eviction', {also: [[50_000, event]]}), 'fail');
  t.regex(finding.sentence, /redis-abc-9 .* low on memory/);
});
