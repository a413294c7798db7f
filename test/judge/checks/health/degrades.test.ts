import test from 'ava';
import type {Outcome} from '../../../../src/history/tables.ts';
import type {Changes} from '../../histories/memory.ts';
import {first, merged, worst} from '../../expect.ts';
import {longLoss, loss} from '../../histories/probes.ts';

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
