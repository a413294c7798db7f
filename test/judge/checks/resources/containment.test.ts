import test from 'ava';
import {first, found, merged, worst} from '../../expect.ts';
import {kernelLine, podOf, pods, redis, victim} from '../../histories/survival.ts';
import {taskOf} from '../../histories/tasks.ts';
import type {EventBody} from '../../../../src/history/events.ts';

const isPodOfVictim = (body: EventBody, tMs: number): boolean =>
  body.kind === 'object' && body.object.metadata.uid === victim.uid && tMs > 60_000;

test('back with its reason and in time: predicted and measured are told', (t) => {
  const [finding] = found('containment');
  t.is(finding?.measuredMs, 1500);
  t.true((finding?.predictedMs?.[1] ?? 0) > 1500);
  t.regex(finding?.sentence ?? '', /the cause was ours/);
});

test('a reason the container runtime lost is told, and is not the fault of the subject', (t) => {
  const lost = (body: EventBody): EventBody =>
    JSON.parse(JSON.stringify(body).replaceAll('"OOMKilled"', '"Error"')) as EventBody;
  const [finding] = found('containment', {rewrite: lost});
  t.is(finding?.verdict, 'pass');
  t.is(finding?.observed, 'Error, ready after 1.5 s');
  t.regex(finding?.details?.[0] ?? '', /Its status says Error \(exit code 137\), not OOMKilled/);
});

test('never back, late, or a worker killed and unready: each fails with its own sentence', (t) => {
  const cases: readonly (readonly [readonly (readonly [number, EventBody])[], RegExp])[] = [
    [[[65_450, podOf(victim, {ended: true, ready: false})]], /was not ready again/],
    [
      [
        [65_450, podOf(victim, {ended: true, ready: false})],
        [88_000, podOf(victim, {restarts: 1})],
      ],
      /later than predicted/,
    ],
    [[[70_000, podOf(victim, {ready: false})]], /its container lives on, and its pod was not ready at the end/],
  ];
  for (const [also, sentence] of cases) {
    const changed = merged('containment', {
      rewrite: (body) => body,
      without: (body, tMs) => isPodOfVictim(body, tMs) && !also.some(([at]) => at === tMs),
      also,
    });
    t.regex(first(t, changed, 'fail').sentence, sentence);
  }
});

test('a worker that is killed alone in a container that stays ready is contained, as the whole container is elsewhere', (t) => {
  const [finding] = merged('containment', {without: isPodOfVictim});
  t.is(finding?.verdict, 'pass');
  t.regex(finding?.sentence ?? '', /killed one process, its container lives on and is ready$/);
  t.regex(finding?.details?.join(' ') ?? '', /version 1 the kernel kills one process; on version 2/);
});

test('late on a noisy host is not decided', (t) => {
  const sentinel = (tMs: number) => ({p99Ms: 400, maxMs: 400, sent: 10, failed: tMs === 66_000 ? 1 : 0});
  const late = [[88_000, podOf(victim, {restarts: 1})]] as const;
  const without = (body: EventBody, tMs: number): boolean => isPodOfVictim(body, tMs) && tMs < 70_000;
  t.is(worst(merged('containment', {also: late, without, sentinel}).slice(0, 1)), 'inconclusive');
});

test('neighbours: a restart or a kill of another container fails', (t) => {
  t.regex(
    first(t, found('containment', {also: [[70_000, podOf(redis, {restarts: 1})]]}), 'fail').sentence,
    /container redis of redis-abc-9 restarted/,
  );
  const [, neighbour] = pods;
  t.regex(
    first(t, found('containment', {also: [[70_000, kernelLine(neighbour ?? victim)]]}), 'fail').sentence,
    /gateway-abc-2 OOM-killed/,
  );
});

test('neighbours: one that had ended before the fault and is started again meanwhile is not charged to it', (t) => {
  const before = [
    [58_000, podOf(redis, {ended: true, ready: false})],
    [70_000, podOf(redis, {restarts: 1})],
  ] as const;
  t.is(worst(found('containment', {also: before}).filter(({check}) => check === 'containment/neighbours')), 'pass');
});

test('neighbours: a task that is tried again is not charged to the fault', (t) => {
  const findings = found('containment', {
    also: [
      [60_500, taskOf(0)],
      [70_000, taskOf(1)],
    ],
  });
  const neighbours = findings.filter(({check}) => check === 'containment/neighbours');
  t.is(worst(neighbours), 'pass');
  t.regex(neighbours[0]?.sentence ?? '', /no other container was hurt.*; Job\/backup-29 tried again/);
  const other = {restartPolicy: 'Always', owner: 'CloneSet'};
  t.is(
    worst(
      found('containment', {
        also: [
          [60_500, taskOf(0, other)],
          [70_000, taskOf(1, other)],
        ],
      }),
    ),
    'fail',
  );
});

const proof = (after: Record<string, unknown>) => (body: EventBody) =>
  body.kind === 'fault' && body.is === 'proved' ? ({...body, facts: {before: {}, after}} as EventBody) : body;

test('a container without a limit is shown to take far more than it requests, with the fix', (t) => {
  const after = {unlimited: true, requestBytes: 64 * 2 ** 20, reachedBytes: 512 * 2 ** 20};
  const [finding] = merged('containment', {rewrite: proof(after)});
  t.is(finding?.verdict, 'fail');
  t.regex(finding?.sentence ?? '', /no memory limit and took 512 MiB \(8 times its request\)/);
  t.is(finding?.fix?.path, 'spec.template.spec.containers[0].resources.limits.memory');
});

test('without its receipt nothing is decided', (t) => {
  const without = (body: EventBody): boolean => body.kind === 'fault' && body.is === 'proved';
  t.is(first(t, merged('containment', {without}), 'inconclusive').because, 'no-receipt');
  const not = [
    [65_000, {kind: 'fault', step: 'memory-exhaustion', is: 'not-exercised', facts: {why: 'no kernel log'}}],
  ] as const;
  t.is(
    worst(merged('containment', {without: (body) => body.kind === 'fault' && body.is !== 'not-exercised', also: not})),
    'inconclusive',
  );
});

test('a container that starts slowly is only late when it was watched for as long as that may take', (t) => {
  // At deployment it took 50 s from its start to ready: up to 103 s under the surge, and the stage ends after 25 s.
  const slow = (body: EventBody): EventBody =>
    JSON.parse(JSON.stringify(body).replaceAll('2026-01-01T00:00:02Z', '2026-01-01T00:00:51Z')) as EventBody;
  const without = (body: EventBody, tMs: number): boolean => isPodOfVictim(body, tMs) && tMs === 66_800;
  const [finding] = found('containment', {rewrite: slow, without});
  t.like(finding, {verdict: 'inconclusive', because: 'not-exercised'});
  t.regex(finding?.sentence ?? '', /whether it is ready again in time was not seen: it takes at most 103 s/);
});
