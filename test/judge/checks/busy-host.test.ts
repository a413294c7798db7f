import test from 'ava';
import {passesOnBusyHost} from '../../../src/judge/checks/busy-host.ts';
import type {Check, Finding} from '../../../src/judge/finding.ts';
import {first, merged, worst} from '../expect.ts';
import {powerOff} from '../histories/scenes.ts';
import {memoryTrial} from '../histories/memory.ts';

const quick = {p99Ms: 4, maxMs: 6, sent: 10, failed: 0};
const slow = {p99Ms: 300, maxMs: 900, sent: 10, failed: 0};
/** Busy from the fault on; the control stage ends at 65 s. */
const busy = {sentinel: (tMs: number) => (tMs < 65_000 ? quick : slow)};

test('a pass stands on a busy machine, a fail does not', (t) => {
  t.is(worst(merged('stays-up', busy)), 'pass');
  const failing = {
    ...busy,
    outcome: (tMs: number) => (tMs > 66_000 && tMs < 75_000 ? ('refused' as const) : ('ok' as const)),
  };
  t.is(worst(merged('stays-up', failing)), 'inconclusive');
  t.is(first(t, merged('stays-up', failing), 'inconclusive').because, 'host-noisy');
});

test('a service that misses its SLO all the time fails by the time in which the machine was well', (t) => {
  const third = (_tMs: number, index: number) => (index % 3 === 0 ? ('status' as const) : ('ok' as const));
  const trouble = (from: number, to: number) => ({
    sentinel: (tMs: number) => (tMs > from && tMs < to ? slow : quick),
    outcome: third,
    scene: {steps: [], events: []},
  });
  const seen = first(t, merged('availability', trouble(72_000, 78_000)), 'fail');
  t.is(seen.check, 'availability');
  t.is(worst(merged('availability', trouble(0, 200_000))), 'inconclusive', 'the machine was never well');
});

test('what it is compared with must come from a healthy machine', (t) => {
  t.is(worst(merged('capacity-restored', {...powerOff(), sentinel: () => slow})), 'inconclusive');
});

test('what is compared with nothing passes on a machine that was busy all the time, and fails on none', (t) => {
  for (const name of ['availability', 'stays-up', 'containment'] as const)
    t.is(worst(merged(name, {sentinel: () => slow})), 'pass', name);
  const down = {sentinel: () => slow, outcome: () => 'refused' as const};
  for (const name of ['availability', 'stays-up'] as const) t.is(worst(merged(name, down)), 'inconclusive', name);
});

test('what stands without a healthy host is a pass that needs no more slack than usual', (t) => {
  const finding = {
    check: 'c',
    step: undefined,
    sentence: '',
    expected: '',
    observed: '',
    windowMs: [0, 1],
    evidence: [],
  } as const;
  const needsOf = (one: Partial<Finding>): unknown => {
    const check: Check = {
      about: 'subject',
      title: '',
      needs: ['load', 'host'],
      owes: () => [],
      judge: () => [{...finding, verdict: 'pass', ...one}],
    };
    return passesOnBusyHost(check).judge(memoryTrial(), undefined)[0]?.needs;
  };
  t.deepEqual(needsOf({}), ['load']);
  t.deepEqual(needsOf({needs: ['host', 'api']}), ['api']);
  t.deepEqual(needsOf({measuredMs: 6900, predictedMs: [0, 5000]}), ['load']);
  t.is(needsOf({measuredMs: 7100, predictedMs: [0, 5000]}), undefined);
  t.is(needsOf({verdict: 'fail'}), undefined);
  const leaning = {needs: ['load', 'host', 'steady']} as const;
  t.deepEqual(needsOf(leaning), ['load', 'steady'], 'a healthy control stage');
});

test('capacity-restored: a recovery in time stands on a busy machine', (t) => {
  t.is(worst(merged('capacity-restored', {...powerOff(), ...busy})), 'pass');
});
