import test from 'ava';
import {passesOnBusyHost} from '../../../src/judge/checks/busy-host.ts';
import type {Check, Finding} from '../../../src/judge/finding.ts';
import {first, merged, worst} from '../expect.ts';
import {liveness, longLoss, loss, probed, restarts, slowBoot} from '../histories/probes.ts';
import {drain, one, podDelete, powerOff, three, two} from '../histories/scenes.ts';
import {killingOf} from '../histories/endings.ts';
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
  t.is(worst(merged('capacity-restored', {...powerOff(), latency: () => 80, sentinel: () => slow})), 'inconclusive');
});

test('what meets the SLO and the bounds of a quiet machine is compared with nothing, and passes on a busy one', (t) => {
  const busyBefore = {sentinel: (tMs: number) => (tMs < 60_000 ? slow : quick)};
  for (const name of ['stays-recovered', 'capacity-restored'] as const)
    t.is(worst(merged(name, {...podDelete(), ...busyBefore})), 'pass', name);
  t.is(worst(merged('recovers', {...loss('hard'), ...busyBefore})), 'pass', 'recovers');
  t.is(worst(merged('outage-predicted', {...drain(), ...busyBefore})), 'pass', 'outage-predicted');
  const some = (tMs: number, index: number) => (index % 100 === 0 ? ('status' as const) : ('ok' as const));
  t.is(
    worst(merged('stays-recovered', {...podDelete(), ...busyBefore, outcome: some})),
    'inconclusive',
    'as many failed before',
  );
});

/** In trouble for a moment: its ten seconds are the machine's. */
const at = (ms: number) => ({sentinel: (tMs: number) => (Math.abs(tMs - ms) < 1000 ? slow : quick)});

test('a service that is down where all its replicas were taken at once is failed by the time in which the machine was well', (t) => {
  const down = (tMs: number) => (tMs > 62_100 && tMs < 82_000 ? ('timed-out' as const) : ('ok' as const));
  const all = {...powerOff({nodes: ['n1', 'n3', 'n4'], lost: [one, two, three]}), outcome: down};
  const staysUp = (changes: Parameters<typeof merged>[1]) =>
    merged('stays-up', changes).find(({check}) => check === 'stays-up')?.verdict;
  t.is(staysUp({...all, ...at(66_000)}), 'fail');
  t.is(staysUp({...all, sentinel: () => slow}), 'inconclusive');
  t.is(
    staysUp({...powerOff(), outcome: down, ...at(66_000)}),
    'inconclusive',
    'others were left, and may not have answered',
  );
});

test('requests that hang while a dependency is away are failed by the time in which the machine was well', (t) => {
  const hang = (tMs: number, index: number) =>
    tMs > 62_000 && tMs < 89_000 && index % 3 === 0 ? ('timed-out' as const) : ('ok' as const);
  const finding = first(t, merged('fails-fast', {...loss('hard', [], hang, longLoss), ...at(75_000)}), 'fail');
  t.true(finding.seenIn?.every(([from, to]) => to < 75_000 || from > 75_000));
  t.is(worst(merged('fails-fast', {...loss('hard', [], hang, longLoss), sentinel: () => slow})), 'inconclusive');
});

test('a restart counts where the machine was well while its probes failed, whatever came later', (t) => {
  const identical = {livenessProbe: {httpGet: {path: '/ready', port: 8080}}};
  const lost = probed(loss('hard', restarts(74_000)), identical);
  t.is(worst(merged('liveness-holds', {...lost, ...at(85_000)})), 'fail');
  t.is(worst(merged('liveness-holds', {...lost, ...at(68_000)})), 'inconclusive');
});

test('a boot that is held answers no probe: that its kill fails needs no machine', (t) => {
  const killed = probed(slowBoot({killedMs: 75_000, also: [[74_900, killingOf(one)]]}), {livenessProbe: liveness});
  const findings = merged('slow-start-unharmed', {...killed, sentinel: () => slow});
  t.is(findings.find(({check}) => check === 'slow-start-unharmed')?.verdict, 'fail');
});

test('what is compared with nothing passes on a machine that was busy all the time, and fails on none', (t) => {
  for (const name of ['availability', 'stays-up', 'containment'] as const)
    t.is(worst(merged(name, {sentinel: () => slow})), 'pass', name);
  const isBusy = {sentinel: () => slow};
  t.is(worst(merged('drain-ends', {...drain(), ...isBusy})), 'pass', 'drain-ends');
  t.is(worst(merged('drain-ends', {...drain(2), ...isBusy})), 'inconclusive', 'a busy machine may make it late');
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
