import test from 'ava';
import {hostSecond} from '../../../src/history/records/host-seconds.ts';
import type {Outcome} from '../../../src/history/tables.ts';
import {judge} from '../../../src/judge/judge.ts';
import {controlWindow} from '../../../src/judge/observed/faults/effects.ts';
import {stallsOf} from '../../../src/judge/observed/stalls.ts';
import {first, found, merged, worst} from '../expect.ts';
import {memoryTrial, type Changes} from '../histories/memory.ts';
import {victim} from '../histories/survival.ts';

/** The disk completes nothing in some seconds of the trial. */
const still = (...times: readonly number[]): NonNullable<Changes['also']> =>
  times.map((tMs) => [tMs, hostSecond({stealShare: 0, busyShare: 0.1, psiSome10: null, load1: 1, stalled: ['sda']})]);
const failing =
  (from: number, to: number) =>
  (tMs: number): Outcome =>
    tMs > from && tMs < to ? 'timed-out' : 'ok';

test('seconds that follow each other are one stall, with the part of a second before and after that no reading shows', (t) => {
  const [one, other, ...rest] = stallsOf(memoryTrial({also: still(40_000, 41_000, 100_000)}));
  t.deepEqual([one?.windowMs, one?.disks], [[38_000, 42_000], ['sda']]);
  t.deepEqual(other?.windowMs, [98_000, 101_000]);
  t.deepEqual(rest, []);
  t.deepEqual(stallsOf(memoryTrial()), []);
});

test("what fails while a disk stands still is the machine's: 1.7 s of nothing are no missed SLO", (t) => {
  const outcome = failing(44_000, 45_700);
  t.is(worst(merged('availability', {outcome})), 'fail');
  t.is(worst(merged('availability', {outcome, also: still(45_500)})), 'pass');
  const longer = {outcome: failing(44_000, 53_000), also: still(45_500)};
  t.is(worst(merged('availability', longer)), 'fail', 'it goes on long after the disk does');
});

test('a container that reads at its own memory limit makes the disk stand still by itself', (t) => {
  const outcome = failing(44_000, 45_700);
  const sample = (pod: unknown, tMs: number) => (pod === victim ? {limitHits: tMs >= 45_000 ? 900 : 0} : {});
  t.is(worst(merged('availability', {outcome, sample, also: still(45_500)})), 'fail');
});

test("a gap while a fault acts and a disk stands still is not known to be the fault's; one at another time is", (t) => {
  const outcome = failing(80_000, 81_700);
  t.is(worst(merged('stays-up', {outcome})), 'fail');
  const finding = first(t, merged('stays-up', {outcome, also: still(81_500)}), 'inconclusive');
  t.is(finding.because, 'host-noisy');
  t.regex(finding.sentence, /A disk of the machine stood still at 79\.5–82\.5 s: sda completed nothing/);
  t.is(merged('stays-up', {outcome, also: still(70_000)})[0]?.verdict, 'fail');
});

test('what passed while a disk stood still has passed', (t) => {
  const checks = ['availability', 'stays-up', 'no-oom-kill', 'throttling', 'containment'];
  const history = memoryTrial({checks, also: still(45_000, 75_000, 105_000)});
  t.is(
    judge(history).verdict,
    'pass',
    JSON.stringify(judge(history).findings.filter(({verdict}) => verdict !== 'pass')),
  );
  t.is(found('host', {also: still(45_000)}).length, 1);
});

test('the control stage is compared in its longest stretch without a stall', (t) => {
  t.deepEqual(controlWindow(memoryTrial())?.map(Math.round), [30_000, 60_000]);
  t.deepEqual(controlWindow(memoryTrial({also: still(40_000)}))?.map(Math.round), [41_000, 60_000]);
});
