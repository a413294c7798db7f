import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import type {PlanFacts} from '../../../../src/history/facts.ts';
import type {Json} from '../../../../src/kubernetes/kube-object.ts';
import {checks} from '../../../../src/judge/checks/checks.ts';
import {exitCode, judge} from '../../../../src/judge/judge.ts';
import {markdown} from '../../../../src/report/markdown.ts';
import {verdictText} from '../../../../src/report/console.ts';
import {first, found} from '../../expect.ts';
import {deployFacts, kernelLine, redis} from '../../histories/survival.ts';
import {memoryTrial, type Changes} from '../../histories/memory.ts';

const all = Object.keys(checks);
const slow = {p99Ms: 700, maxMs: 700, sent: 10, failed: 0};
const quick = {p99Ms: 4, maxMs: 6, sent: 10, failed: 0};
/** Slow from the middle of the ramp on. */
const noisy = (tMs: number) => (tMs >= 15_000 && tMs < 30_000 ? slow : quick);

/** The first stage, 10 to 30 s, begins with a ramp of 10 s. */
function ramped(body: EventBody): EventBody {
  if (body.kind !== 'phase' || body.name !== 'plan' || body.is !== 'ended') return body;
  const plan = body.facts as unknown as PlanFacts;
  const stages = plan.stages.map((stage, index) => (index === 0 ? {...stage, rampMs: 10_000} : stage));
  return {...body, facts: {...plan, stages} as unknown as Json};
}

const late = (body: EventBody): EventBody => (body.kind === 'tally' ? {...body, lagMs: 800} : body);

/** A run that was ended at the end of its ramped stage. */
const ended: Changes = {
  rewrite: (body) => {
    const told = ramped(body);
    return told.kind === 'stage' && told.name === 'peak' && told.is === 'ended'
      ? {...told, is: 'failed', facts: {by: 'host'}}
      : told;
  },
  without: (_body, tMs) => tMs >= 30_000 && tMs < 140_000,
};

test('carried: a carried ramp passes; without a ramp there was nothing to carry', (t) => {
  t.regex(first(t, found('carried', {rewrite: ramped}), 'pass').sentence, /carried 40 requests per second/);
  t.regex(first(t, found('carried'), 'pass').sentence, /not ramped up/);
});

test('carried: a machine that suffers at the full rate, with required, measured and largest value', (t) => {
  const finding = first(t, found('carried', {rewrite: ramped, sentinel: noisy}), 'inconclusive');
  t.is(finding.because, 'host-noisy');
  t.regex(finding.sentence, /cannot carry 40 requests per second: 70 % .*It carried 16\. Run again/);
  t.regex(finding.expected, /at most 20 % .*50 ms/);
  t.regex(finding.observed, /70 of 100 .*16 of 40 /);
  t.deepEqual(finding.details, ['CPU was used by hog (1 cores)']);
  t.deepEqual(finding.windowMs.map(Math.round), [10_000, 30_000]);
});

test('carried: an engine that lags breaks the load, not the host', (t) => {
  const finding = first(t, found('carried', {rewrite: (body) => late(ramped(body))}), 'inconclusive');
  t.like(finding, {because: 'load-short', breaks: 'load'});
  t.regex(finding.sentence, /load generator cannot send 40 .*late in 20 of 20 seconds/);
});

test('carried: a subject that only fails is judged; a machine nobody watched is undecided', (t) => {
  t.is(found('carried', {rewrite: ramped, outcome: () => 'timed-out'})[0]?.verdict, 'pass');
  t.is(first(t, found('carried', {rewrite: ramped, sentinel: () => undefined}), 'inconclusive').because, 'watch-gap');
  t.is(
    first(t, found('carried', {rewrite: ramped, until: 15_000}), 'inconclusive').because,
    'not-exercised',
    'killed on the way up',
  );
});

/** The one replica of Redis is no finding: the shop can do without it. */
const subject: Changes['subject'] = {
  dependencies: [{name: 'Redis', workload: 'redis', kind: 'in-cluster', need: 'soft'}],
};

test('a trial that ended in the warm-up is completed and undecided, and says why before anything else', (t) => {
  const history = memoryTrial({...ended, checks: all, sentinel: noisy, subject});
  const trial = judge(history);
  t.like(trial, {
    verdict: 'inconclusive',
    status: 'completed',
    headline: 'inconclusive (this machine cannot carry the load)',
    because: ['host-noisy'],
  });
  t.is(exitCode(trial), 2);
  t.is(trial.findings[0]?.check, 'carried');
  t.deepEqual(
    trial.findings.filter(({sentence}) => sentence.startsWith('Nothing was there')),
    [],
  );
  t.regex(trial.notExercised.join('\n'), /trial ended before: .*memory-headroom.*availability/);
  t.false(trial.shown.some((line) => line.includes('requests per second')));
  const comment = markdown(trial, history).get('report.md') ?? '';
  t.regex(
    comment,
    /^## \? INCONCLUSIVE \(this machine cannot carry the load\)\n\n.*\n\nNot decided: This machine cannot carry.*\n\n\*\*carried\*\*: This machine cannot carry/,
  );
  t.regex(
    verdictText(trial, {color: false, width: 400}),
    /inconclusive\n\n\? INCONCLUSIVE carried \(host-noisy\)\n +This machine cannot carry/,
  );
});

test('what the warm-up showed without doubt stands although the machine refused the load', (t) => {
  const trial = judge(
    memoryTrial({...ended, checks: all, sentinel: noisy, subject, also: [[25_000, kernelLine(redis)]]}),
  );
  t.is(trial.verdict, 'fail');
  t.is(exitCode(trial), 1);
});

test('a refusal that the run did not know of acts only on its own window', (t) => {
  const trial = judge(memoryTrial({checks: ['stays-up'], rewrite: ramped, sentinel: noisy}));
  t.is(trial.findings.find(({check}) => check === 'carried')?.uncounted, 'trial-check');
  t.is(trial.headline, trial.verdict);
});

test('a subject that never started is not drowned either', (t) => {
  const start = {ready: false, boundMs: 30_000, tookMs: 30_000, why: []};
  const trial = judge(
    memoryTrial({
      checks: all,
      deploy: deployFacts({start}),
      without: (body, tMs) => tMs > 9000 && body.kind !== 'trial',
    }),
  );
  t.is(trial.verdict, 'fail');
  t.deepEqual(
    trial.findings.filter(({verdict, uncounted}) => verdict === 'inconclusive' && uncounted === undefined),
    [],
  );
  t.regex(trial.notExercised.join('\n'), /Not judged, because the trial ended before: .*availability/);
});
