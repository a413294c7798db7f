import test from 'ava';
import type {Outcome} from '../../../../src/history/tables.ts';
import type {Changes} from '../../histories/memory.ts';
import {seeded} from '../../../seeded.ts';
import {first, found, merged, worst} from '../../expect.ts';
import {sliceOf} from '../../histories/objects.ts';
import {longLoss, loss} from '../../histories/probes.ts';
import {one} from '../../histories/scenes.ts';
import {podOf, pods} from '../../histories/survival.ts';

/** The soft dependency is away, and one of so many requests fails in its time or at any other. */
function failing(every: number, also: Partial<Changes> = {}, always = false): Changes {
  const outcome = (tMs: number, index: number): Outcome =>
    (always || (tMs > 61_100 && tMs < 89_000)) && index % every === 0 ? 'status' : 'ok';
  return {...loss('soft', [], outcome, longLoss), ...also};
}
const declared = (mayFail: number): Partial<Changes> => ({
  subject: {dependencies: [{name: 'Redis', workload: 'redis', kind: 'in-cluster', need: 'soft', mayFail}]},
});

test('a service of which nearly every request fails without a soft dependency does not degrade', (t) => {
  const mostly = {
    ...loss('soft', [], (tMs, index) => (tMs > 61_100 && tMs < 89_000 && index % 60 !== 0 ? 'status' : 'ok'), longLoss),
  };
  const finding = first(t, merged('degrades', mostly), 'fail');
  t.regex(finding.sentence, /Without Redis, a soft dependency, 98\.\d % of "home" failed: that is more than degraded/);
  t.true((finding.margin?.value ?? 0) < 0);
});

test('a share of a request that fails is bounded, against what fails in the control stage', (t) => {
  t.is(worst(merged('degrades', failing(2))), 'fail', 'half of them');
  t.is(worst(merged('degrades', failing(10))), 'fail', '10 %');
  t.is(worst(merged('degrades', failing(25))), 'pass', '4 %');
  const {subject} = loss('soft');
  const bounded = (degradedShare: number) => failing(10, {subject: {...subject, bounds: {degradedShare}}});
  t.is(first(t, merged('degrades', bounded(0.02)), 'fail').origin, 'profile');
  t.is(worst(merged('degrades', bounded(0.2))), 'pass');
});

test('what the profile lets fail without it may fail, and no more', (t) => {
  t.is(worst(merged('degrades', failing(3, declared(0.4)))), 'pass');
  const finding = first(t, merged('degrades', failing(3, declared(0.2))), 'fail');
  t.regex(finding.sentence, /33\.\d % of all requests failed/);
  t.regex(finding.expected, /At most 20 % of the mix fails beyond the control stage's/);
});

test('at three requests a second, of which the profile gives some up, a second without a success is chance', (t) => {
  const thin =
    (isGood: (tMs: number, index: number) => boolean) =>
    (tMs: number, index: number): Outcome =>
      index % 40 === 0 ? (isGood(tMs, index / 40) ? 'ok' : 'status') : 'dropped';
  const away = (tMs: number): boolean => tMs > 61_100 && tMs < 89_000;
  // Two of five fail in turn, and with them 1.3 s pass without a success.
  const given = thin((tMs, number) => !away(tMs) || ![1, 2, 3].includes(number % 8));
  const finding = first(
    t,
    found('degrades', {...loss('soft', [], given, longLoss), ...declared(0.45)}),
    'inconclusive',
  );
  t.is(finding.because, 'too-few-samples');
  t.regex(finding.sentence, /successes per second are too thin to see 1 s without one/);
  const silent = thin((tMs) => !away(tMs) || tMs > 80_000);
  t.regex(
    first(t, found('degrades', {...loss('soft', [], silent, longLoss), ...declared(0.45)}), 'fail').sentence,
    /silent/,
  );
});

test('of what the profile gives up, a few requests in a row fail by chance', (t) => {
  for (const [every, share] of [
    [40, 0.35],
    [10, 0.6],
  ] as const) {
    const verdicts = Array.from({length: 30}, (_, seed) => {
      const random = seeded(seed + 1);
      const lots = Array.from({length: 400}, () => random() < share);
      const outcome = (tMs: number, index: number): Outcome => {
        if (index % every !== 0) return 'dropped';
        return tMs > 61_100 && tMs < 89_000 && (lots[index / every] ?? false) ? 'status' : 'ok';
      };
      return worst(found('degrades', {...loss('soft', [], outcome, longLoss), ...declared(0.8)}));
    });
    t.false(verdicts.includes('fail'), `one of ${every}`);
    t.true(verdicts.includes('inconclusive'), `one of ${every}`);
  }
});

test('a replica that left for another reason than its readiness is said to have left for that one', (t) => {
  const out = sliceOf(pods, [one]);
  const died = podOf(one, {restarts: 1, ready: false, reason: 'Error'});
  const left = (...also: NonNullable<Changes['also']>) => merged('degrades', {...loss('soft'), also});
  const ended = first(t, left([69_900, died], [70_000, out]), 'fail');
  t.regex(
    ended.sentence,
    /gateway-abc-1 by the end of its container app by nobody who is known \(Error, exit code 137\)/,
  );
  const asked = left([69_900, podOf(one, {ending: true})], [70_000, out]);
  t.is(first(t, asked, 'inconclusive').because, 'foreign-change');
  const unready = left([69_900, podOf(one, {ready: false})], [70_000, out]);
  t.regex(first(t, unready, 'fail').sentence, /readiness asks for what it can do without/);
});
