import test from 'ava';
import type {History} from '../../../../src/history/history.ts';
import type {Outcome} from '../../../../src/history/tables.ts';
import {checks} from '../../../../src/judge/checks/checks.ts';
import {runCheck} from '../../../../src/judge/run-checks.ts';
import {memoryTrial} from '../../histories/memory.ts';
import {first, found, merged, said, worst} from '../../expect.ts';
import {pods, trialFacts} from '../../histories/survival.ts';
import {liveness, longLoss, loss, probed} from '../../histories/probes.ts';
import {sliceOf} from '../../histories/objects.ts';

test('without a hard one requests are refused in time', (t) => {
  const shed = (how: Outcome, every: number) => (tMs: number, index: number) =>
    tMs > 66_000 && tMs < 76_000 && index % every === 0 ? how : 'ok';
  t.is(worst(merged('fails-fast', loss('hard', [], shed('status', 1)))), 'pass');
  const hang = first(t, merged('fails-fast', loss('hard', [], shed('timed-out', 10))), 'fail');
  t.regex(hang.sentence, /Without Redis, 9\.\d+ % of requests hung until their time-out/);
  t.is(worst(merged('fails-fast', loss('hard', [], shed('timed-out', 200)))), 'pass');
  t.is(worst(found('fails-fast', loss('soft'))), 'inconclusive');
  const empty = loss('hard', [[69_000, sliceOf(pods, pods)]], shed('timed-out', 10));
  const all = first(
    t,
    merged(
      'fails-fast',
      probed(empty, {livenessProbe: liveness, readinessProbe: {httpGet: {path: '/orders', port: 8080}}}),
    ),
    'fail',
  );
  t.regex(
    said(all),
    /time-out: after 3\.9 s no replica of Deployment\/gateway, container app was ready.*\nA Service without a ready pod/,
  );
  t.is(all.fix?.path, 'spec.template.spec.containers[0].readinessProbe');
});

test('the service is back soon after its dependency', (t) => {
  const until = (ms: number) => (tMs: number) => (tMs > 66_000 && tMs < ms ? 'status' : 'ok');
  const finding = first(t, merged('recovers', loss('hard', [], until(78_000))), 'pass');
  t.deepEqual(finding.predictedMs, [0, 13_000]);
  t.true((finding.measuredMs ?? 0) >= 1800 && (finding.measuredMs ?? 0) <= 2250);
  // The stage is over before it could be told.
  t.is(first(t, merged('recovers', loss('hard', [], until(90_000))), 'inconclusive').because, 'not-exercised');
});

/** A history in which every so many-th request is a checkout, and how those in the time of the loss end. */
function withCheckouts(need: 'soft' | 'hard', every: number, how: Outcome): History {
  const {entry} = trialFacts().subject;
  const requests = ['home', 'checkout'].map((name) => ({name, method: 'GET', path: '/', weight: 1}));
  const scene = loss(need, [], undefined, longLoss);
  const history = memoryTrial({...scene, subject: {...scene.subject, entry: {...entry, requests}}});
  const {columns} = history.requests;
  const isCheckout = (row: number): boolean => row % every === 0;
  const isAway = (row: number): boolean =>
    (columns.plannedMs[row] ?? 0) > longLoss[0] && (columns.plannedMs[row] ?? 0) < longLoss[1];
  return {
    ...history,
    requests: {
      ...history.requests,
      columns: {
        ...columns,
        request: columns.request.map((name, row) => (isCheckout(row) ? 'checkout' : name)),
        outcome: columns.outcome.map((is, row) => (isCheckout(row) && isAway(row) ? how : is)),
      },
    },
  };
}

test('what hangs is asked of each request by its name, and a few say nothing', (t) => {
  const of = (history: History) =>
    runCheck(history, 'fails-fast', checks['fails-fast'], undefined).map(({finding}) => finding);
  const rare = first(t, of(withCheckouts('hard', 112, 'timed-out')), 'fail');
  t.regex(rare.sentence, /Without Redis, 100 % of "checkout" hung until their time-out/);
  t.is(worst(of(withCheckouts('hard', 112, 'status'))), 'pass');
  const thin = (index: number): Outcome => (index % 60 === 0 ? 'status' : 'dropped');
  const few = {...loss('hard', [], (tMs, index) => (tMs > 65_000 && tMs < 76_000 ? thin(index) : 'ok'))};
  t.is(first(t, found('fails-fast', few), 'inconclusive').because, 'too-few-samples');
});

test('of a request none of which ended while a soft dependency was away nothing is known', (t) => {
  const of = (how: Outcome) =>
    runCheck(withCheckouts('soft', 25, how), 'degrades', checks.degrades, undefined).map(({finding}) => finding);
  t.is(worst(of('ok')), 'pass');
  const unasked = first(t, of('dropped'), 'inconclusive');
  t.is(unasked.because, 'too-few-samples');
  t.regex(unasked.sentence, /Whether "checkout" is served without Redis is not known/);
});
