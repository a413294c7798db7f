import test from 'ava';
import {carried} from '../../../src/history/conditions/carried.ts';
import {conditions} from '../../../src/history/conditions/conditions.ts';
import type {EventBody, HistoryEvent} from '../../../src/history/events.ts';
import type {Json} from '../../../src/kubernetes/kube-object.ts';

const begunMs = 40_000;
const nowMs = begunMs + 15_000;
const quick = {p99Ms: 4, maxMs: 6, sent: 10, failed: 0};

/** A ramp of 10 s to 120 per second and 5 s at that rate; by the second since its begin. */
interface Machine {
  readonly sentinel?: (second: number) => Json | undefined;
  readonly lagMs?: (second: number) => number;
  readonly outcomes?: Json;
  readonly rampMs?: number;
}

function warmUp({
  sentinel = () => quick,
  lagMs = () => 1,
  outcomes = {ok: 1},
  rampMs = 10_000,
}: Machine = {}): readonly HistoryEvent[] {
  const stages = [
    {
      name: 'warm-up',
      peaks: 3,
      ratePerSecond: 120,
      ...(rampMs === 0 ? {} : {rampMs}),
      atLeastMs: 15_000,
      boundMs: 17_000,
    },
  ];
  const bodies: (readonly [number, EventBody])[] = [
    [39_000, {kind: 'phase', name: 'plan', is: 'ended', facts: {stages, steps: []}}],
    [begunMs, {kind: 'stage', name: 'warm-up', is: 'begun'}],
  ];
  for (let second = 0; second < 15; second += 1) {
    const answer = sentinel(second);
    for (const name of ['n1', 'n2'])
      if (answer !== undefined)
        bodies.push([
          begunMs + second * 1000 + 500,
          {kind: 'answer', step: 'sentinel', answer: {question: 'sentinel', of: {kind: 'Node', name}, answer}},
        ]);
    const planned = Math.round(120 * Math.min(1, (second + 0.5) / (rampMs / 1000 || 0.1)));
    bodies.push([begunMs + second * 1000 + 999, {kind: 'tally', planned, outcomes, lagMs: lagMs(second)}]);
  }
  return bodies.map(([tMs, body], seq) => ({seq, tMs, ...body}));
}

test('carried: a quick machine holds at the full rate, and the condition says the same', (t) => {
  const seen = carried(warmUp(), nowMs);
  t.like(seen, {holds: true, by: undefined, answers: 100, slow: 0, seconds: 5, late: 0, largestPerSecond: 120});
  t.deepEqual(conditions.carried(warmUp(), {sinceMs: 0, nowMs, availability: 1}), seen);
});

test('carried: a moment of slow answers or of a late schedule holds', (t) => {
  t.true(
    carried(warmUp({sentinel: (second) => (second === 12 ? {...quick, p99Ms: 900, maxMs: 900} : quick)}), nowMs).holds,
  );
  t.true(carried(warmUp({lagMs: (second) => (second === 11 || second === 13 ? 800 : 1)}), nowMs).holds);
});

test('carried: slow and failed sentinels are the machine, with the rate of the last good second of the ramp', (t) => {
  const slow = carried(
    warmUp({sentinel: (second) => (second >= 7 ? {...quick, p99Ms: 500, maxMs: 500} : quick)}),
    nowMs,
  );
  t.like(slow, {holds: false, by: 'host', answers: 100, slow: 50, ratePerSecond: 120, largestPerSecond: 72});
  t.regex(slow.seen, /50 of 100 sentinel answers/);
  t.is(carried(warmUp({sentinel: (second) => (second >= 10 ? {...quick, failed: 5} : quick)}), nowMs).by, 'host');
  const always = carried(warmUp({sentinel: () => ({...quick, p99Ms: 500, maxMs: 500}), lagMs: () => 800}), nowMs);
  t.like(always, {by: 'host', largestPerSecond: 0}, 'a busy machine explains a late engine');
});

test('carried: a schedule late in most seconds at the full rate is the engine', (t) => {
  const seen = carried(warmUp({lagMs: (second) => (second >= 8 ? 501 : 500)}), nowMs);
  t.like(seen, {holds: false, by: 'engine', seconds: 5, late: 5, largestPerSecond: 90});
});

test("carried: the subject's own failures never decide, nor the tallies that its slowness holds back", (t) => {
  t.true(carried(warmUp({outcomes: {'timed-out': 120}}), nowMs).holds);
  const heldBack = warmUp({lagMs: () => 800}).filter((event) => event.kind !== 'tally' || event.tMs < begunMs + 11_000);
  t.like(carried(heldBack, nowMs), {holds: true, seconds: 1, late: 1});
});

test('carried: what was not seen does not decide', (t) => {
  t.like(carried(warmUp({sentinel: () => undefined}), nowMs), {holds: true, answers: 0});
  t.like(
    carried(warmUp({sentinel: () => ({p99Ms: 0, maxMs: 0, sent: 10, failed: 0})}), nowMs),
    {holds: true, answers: 0},
    'no answer came',
  );
  t.like(
    carried(warmUp({sentinel: () => ({...quick, maxMs: 900, p99Ms: 900})}), begunMs + 9000),
    {holds: true, answers: 0},
    'not there yet',
  );
  t.like(carried(warmUp({rampMs: 0, lagMs: () => 800}), nowMs), {holds: true, seconds: 0}, 'no ramp');
  t.true(carried([], 0).holds);
});
