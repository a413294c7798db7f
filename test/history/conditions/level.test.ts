import test from 'ava';
import {conditions} from '../../../src/history/conditions/conditions.ts';
import type {EventBody, HistoryEvent} from '../../../src/history/events.ts';
import {cpuSecond} from '../../../src/history/records/cpu-seconds.ts';

const begunMs = 40_000;
const rampMs = 10_000;
const rate = 100;

/** What a request costs in a second since the warm-up began, ms. */
interface Subject {
  readonly latency?: (second: number) => number | undefined;
  readonly cpu?: (second: number) => number | undefined;
  readonly ok?: number;
  readonly isRamped?: boolean;
}

/** A warm-up of so many seconds. */
function warmUp(
  seconds: number,
  {latency = () => 10, cpu = () => 2, ok = rate, isRamped = true}: Subject = {},
): readonly HistoryEvent[] {
  const stage = {name: 'warm-up', peaks: 3, ratePerSecond: rate, atLeastMs: 15_000, boundMs: 137_000};
  const stages = [isRamped ? {...stage, rampMs} : stage];
  const bodies: (readonly [number, EventBody])[] = [
    [39_000, {kind: 'phase', name: 'plan', is: 'ended', facts: {stages, steps: []}}],
    [begunMs, {kind: 'stage', name: 'warm-up', is: 'begun'}],
  ];
  for (let second = 0; second < seconds; second += 1) {
    const [latencyMs, cpuMs] = [latency(second), cpu(second)];
    const took = latencyMs === undefined ? {} : {tookMs: latencyMs * ok};
    for (const node of ['n1', 'n2'])
      if (cpuMs !== undefined)
        bodies.push([begunMs + second * 1000 + 500, cpuSecond({node, usedUs: (cpuMs * 1000 * rate) / 2})]);
    bodies.push([
      begunMs + second * 1000 + 999,
      {kind: 'tally', planned: rate, outcomes: {ok, status: rate - ok}, lagMs: 1, ...took},
    ]);
  }
  return bodies.map(([tMs, body], seq) => ({seq, tMs, ...body}));
}
const level = (seconds: number, subject: Subject = {}) =>
  conditions.level(warmUp(seconds, subject), {sinceMs: 0, nowMs: begunMs + seconds * 1000, availability: 0.999});
/** Falls from `from` to `to` with a time constant of so many seconds. */
const falling = (from: number, to: number, constant: number) => (second: number) =>
  to + (from - to) * Math.exp(-second / constant);

test('what is level from the first moment is known after two spans at the full rate', (t) => {
  t.deepEqual(
    [15, 19, 20, 21].map((seconds) => level(seconds).holds),
    [false, false, false, true],
  );
  t.regex(level(15).seen, /not long enough at the full rate/);
});

test('a compiler that makes requests cheaper is waited for, by latency or by CPU', (t) => {
  const [latency, cpu] = [falling(80, 8, 15), falling(12, 2, 15)];
  for (const subject of [{latency}, {cpu}, {latency, cpu}]) {
    t.false(level(25, subject).holds);
    t.true(level(90, subject).holds);
  }
  t.regex(level(25, {latency}).seen, /latency 2\d(\.\d)? ms after 3\d(\.\d)? ms, CPU 2 ms a request after 2 ms/);
});

test('what rises, what wavers, and what is below any clock is no warm-up', (t) => {
  t.true(level(25, {latency: (second) => second, cpu: (second) => second}).holds);
  t.true(level(25, {latency: (second) => 10 + (second % 2)}).holds);
  t.true(level(25, {latency: (second) => (second < 20 ? 1.5 : 0.6)}).holds);
});

test('what is not told is not waited for: no CPU, no good answer, nothing at all', (t) => {
  t.true(level(25, {cpu: () => undefined}).holds);
  t.true(level(25, {ok: 0}).holds);
  t.true(level(25, {latency: () => undefined, cpu: () => undefined}).holds);
  t.true(level(25, {isRamped: false}).holds);
  t.true(conditions.level([], {sinceMs: 0, nowMs: 0, availability: 0.999}).holds);
});
