import test from 'ava';
import type {Outcome} from '../../../../src/history/tables.ts';
import {first, found, merged, said, worst} from '../../expect.ts';
import {pods} from '../../histories/survival.ts';
import {liveness, loss, probed} from '../../histories/probes.ts';
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
