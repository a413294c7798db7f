import test from 'ava';
import {first, found, merged, neverPassesWithout, said, worst} from '../../expect.ts';
import {budgetOver, podOf} from '../../histories/survival.ts';
import {drain, one, stuckDrain} from '../../histories/scenes.ts';
import {noisy, objects, overlap} from './budget-cases.ts';

test('drain-ends: evicted at once or after refusals passes; nothing or a killed run does not', (t) => {
  const finding = first(t, merged('drain-ends', drain()), 'pass');
  t.deepEqual([finding.predictedMs, finding.measuredMs], [[0, 8000], 100]);
  t.regex(
    first(t, merged('drain-ends', drain(1)), 'pass').sentence,
    /The drain of n1 ended: 1 pod evicted within 5\.1 s/,
  );
  t.is(worst(merged('drain-ends', drain(2))), 'fail', 'later than its budget and start explain');
  t.is(worst(merged('drain-ends', {...drain(), until: 64_000})), 'inconclusive');
  neverPassesWithout(t, 'drain-ends');
});

test('drain-ends: a budget that blocks for ever fails without its receipt, and names the budget', (t) => {
  for (const spec of [{maxUnavailable: 0}, {minAvailable: 3}]) {
    const finding = first(
      t,
      merged('drain-ends', {...stuckDrain(), ...objects(budgetOver('gateway', spec)), ...noisy}),
      'fail',
    );
    t.deepEqual(finding.of, {kind: 'PodDisruptionBudget', name: 'gateway'});
    t.is(finding.fix?.path, `spec.${Object.keys(spec)[0]}`);
    t.regex(said(finding), /does not end: .* allows no eviction of 3 replicas, ever\nThe API server answered 429 /);
  }
  const two = first(
    t,
    found('drain-ends', {
      ...stuckDrain(500, overlap, ''),
      ...objects(budgetOver('gateway'), budgetOver('gateway', {}, 'second')),
    }),
    'fail',
  );
  t.regex(said(two), /several budgets cover it\n.*\nPodDisruptionBudget\/gateway\nPodDisruptionBudget\/second/);
});

test('drain-ends: a budget that waits for replicas names what they wait for; given up too soon is undecided', (t) => {
  const pending = podOf(
    {...one, name: 'gateway-abc-4', uid: '44444444-0000-4000-8000-444444444444'},
    {ready: false, unscheduled: 'no node fits'},
  );
  const finding = first(t, found('drain-ends', {...stuckDrain(), also: [[66_000, pending]]}), 'fail');
  t.regex(
    finding.sentence,
    /waits for replicas of Deployment\/gateway that do not come back: gateway-abc-4 is not scheduled: no node fits/,
  );
  t.is(
    first(t, found('drain-ends', stuckDrain(429, 'x', 'needs 2 healthy pods', 70_200)), 'inconclusive').because,
    'timed-out',
  );
});
