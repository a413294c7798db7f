import test from 'ava';
import {first, found, merged, neverPassesWithout, worst} from '../../expect.ts';
import {podOf} from '../../histories/survival.ts';
import {containerKill, nothingDone, one, podDelete, powerOff, rollOut} from '../../histories/scenes.ts';

const scenes = {
  podDelete: podDelete(),
  containerKill: containerKill(),
  powerOff: powerOff(),
  rollOut: rollOut(),
  nothing: nothingDone,
  memory: {},
};
for (const [name, scene] of Object.entries(scenes)) {
  test(`capacity-restored: good after ${name}, and cut off it never passes`, (t) => {
    const findings = merged('capacity-restored', scene);
    t.is(worst(findings), 'pass', JSON.stringify(findings));
    t.is(worst(merged('capacity-restored', {...scene, until: 64_000})), 'inconclusive');
  });
}

test('capacity-restored: nothing, and a killed run', (t) => {
  neverPassesWithout(t, 'capacity-restored');
});

test('the clock of a lost node starts when its own sentinel answers; a node that never came back decides nothing', (t) => {
  const finding = first(t, found('capacity-restored', powerOff({sentinelMs: 95_000, backMs: 96_000})), 'pass');
  t.is(finding.windowMs[0], 95_200);
  t.is(finding.measuredMs, 750);
  const away = first(t, found('capacity-restored', powerOff({sentinelMs: 999_000})), 'inconclusive');
  t.is(away.because, 'host-noisy');
});

test('what a healthy machine may do is no difference: 3 ms before and 5 ms after, while a sentinel may take 50', (t) => {
  const from = (usual: number, after: number) => (tMs: number) => (tMs < 65_000 ? usual : after);
  const at = (usual: number, after: number, ms = 100) => {
    const slo = {availability: 0.999, latency: {percentile: 99, ms}, at: '1x'} as const;
    return worst(merged('capacity-restored', {...podDelete(), latency: from(usual, after), subject: {slo}}));
  };
  t.deepEqual([at(3, 5), at(3, 49), at(3, 60)], ['pass', 'pass', 'fail']);
  t.deepEqual([at(3, 19, 20), at(3, 25, 20)], ['pass', 'fail'], 'what the SLO forbids is one');
  t.deepEqual([at(80, 110), at(80, 130)], ['pass', 'fail'], 'beyond it the factor counts');
});

test('replicas that do not come back are named with what they wait for', (t) => {
  const why = '0/5 nodes are available: node(s) did not match pod topology spread constraints';
  const also = [
    [
      70_000,
      podOf(
        {...one, name: 'gateway-abc-4', uid: '44444444-0000-4000-8000-444444444444'},
        {ready: false, unscheduled: why},
      ),
    ],
  ] as const;
  const finding = first(t, found('capacity-restored', {...podDelete({}, 400_000), also}), 'fail');
  t.regex(
    finding.sentence,
    /was not back within \d+(\.\d)? s, predicted at most 5 s: replicas were missing: .*gateway-abc-4 is not scheduled: 0\/5 nodes/,
  );
  t.true((finding.margin?.value ?? 0) < 0);
});

test('requests that go on failing, or that are slower than in control, are no whole capacity', (t) => {
  const failing = first(
    t,
    found('capacity-restored', {
      ...podDelete(),
      outcome: (tMs, index) => (tMs > 65_100 && tMs < 120_000 && index % 10 === 0 ? 'timed-out' : 'ok'),
    }),
    'fail',
  );
  t.regex(failing.sentence, /120 of 1200 requests failed \(120 timed-out/);
  const slow = first(
    t,
    found('capacity-restored', {...podDelete(), latency: (tMs, index) => (tMs > 65_100 && index % 20 === 0 ? 80 : 5)}),
    'fail',
  );
  t.regex(slow.sentence, /p99 was 80 ms from .* on, 50 ms at most/);
  t.is(
    worst(
      found('capacity-restored', {...podDelete(), latency: (tMs, index) => (tMs > 65_100 && index % 20 === 0 ? 7 : 5)}),
    ),
    'pass',
  );
});

test('late is a failure, a surge that ends too soon is undecided, and the profile may allow more', (t) => {
  const until = (ms: number) => (tMs: number, index: number) =>
    tMs > 65_100 && tMs < ms && index % 10 === 0 ? ('status' as const) : ('ok' as const);
  const late = first(t, found('capacity-restored', {...podDelete(), outcome: until(80_000)}), 'fail');
  t.regex(late.sentence, /was back only after 14\.\d s, predicted at most 5 s: \d+ of 1200 requests failed/);
  const short = found('capacity-restored', {
    ...podDelete(),
    outcome: until(200_000),
    without: (body) => body.kind === 'stage' && body.name === 'after',
  });
  t.is(first(t, short, 'fail').check, 'capacity-restored');
  const tooShort = {
    ...powerOff({undoneMs: 110_000, sentinelMs: 115_000, backMs: 116_000}),
    outcome: () => 'ok' as const,
  };
  t.is(first(t, found('capacity-restored', tooShort), 'inconclusive').because, 'too-few-samples');
  const slow = {...podDelete(), latency: (tMs: number) => (tMs > 65_100 ? 80 : 20)};
  t.is(worst(found('capacity-restored', slow)), 'fail');
  t.is(worst(found('capacity-restored', {...slow, subject: {bounds: {recoveredP99Factor: 5}}})), 'pass');
});

test('without load, host or receipt it is undecided', (t) => {
  // Slower than a quiet machine answers, so that it is compared with the control stage.
  const noisy = merged('capacity-restored', {
    ...podDelete(),
    latency: () => 80,
    sentinel: () => ({p99Ms: 300, maxMs: 900, sent: 10, failed: 0}),
  });
  t.is(worst(noisy), 'inconclusive');
  t.is(
    worst(
      merged('capacity-restored', {...podDelete(), outcome: (_tMs, index) => (index % 2 === 0 ? 'dropped' : 'ok')}),
    ),
    'inconclusive',
  );
  const without = (body: {readonly kind: string; readonly is?: unknown}): boolean =>
    body.kind === 'fault' && body.is === 'proved';
  t.is(worst(merged('capacity-restored', {...podDelete(), without})), 'inconclusive');
});

test('a percentile that the machine itself just misses decides nothing; what its sentinels do not explain fails', (t) => {
  const [quiet] = found('capacity-restored', nothingDone);
  const burstMs = (quiet?.windowMs[0] ?? 0) + 2300;
  const isBurst = (tMs: number): boolean => tMs > burstMs && tMs < burstMs + 300;
  // One of the hundred answers of ten seconds: the machine counts as healthy.
  const stalled = (tMs: number) =>
    Math.abs(tMs - burstMs) < 500
      ? {p99Ms: 140, maxMs: 140, sent: 10, failed: 0}
      : {p99Ms: 4, maxMs: 6, sent: 10, failed: 0};
  const burst = (tMs: number): number => (isBurst(tMs) ? 90 : 5);
  const at = (latency: (tMs: number) => number, sentinel?: typeof stalled) =>
    found('capacity-restored', {...nothingDone, latency, ...(sentinel === undefined ? {} : {sentinel})});
  const doubtful = first(t, at(burst, stalled), 'inconclusive');
  t.is(doubtful.because, 'host-noisy');
  t.regex(
    doubtful.sentence,
    /p99 was 90 ms from 2(\.\d)? s on, .*, but 1 of 100 answers of the sentinels were slow as well/,
  );
  t.is(worst(at(burst)), 'fail');
  t.is(worst(at((tMs) => (tMs > burstMs ? 90 : 5), stalled)), 'fail', 'slow for good');
});
