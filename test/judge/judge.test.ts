import test from 'ava';
import oom from '../../scenarios/oom.ts';
import {exitCode, judge} from '../../src/judge/judge.ts';
import {runCheck} from '../../src/judge/run-checks.ts';
import {kernelLine, podOf, redis} from './histories/survival.ts';
import {nothing, memoryTrial} from './histories/memory.ts';

const all = ['starts', ...oom.checks.map(({check}) => check)];
const kill = [[40_000, kernelLine(redis)]] as const;

test('a good trial passes with everything switched on, twice the same', (t) => {
  const history = memoryTrial({checks: all});
  const trial = judge(history);
  t.like(trial, {verdict: 'pass', status: 'completed', headline: 'pass'});
  t.is(trial.because, undefined);
  t.is(exitCode(trial), 0);
  t.deepEqual(judge(history), trial);
  t.deepEqual(
    trial.stages.map(({name, requests}) => [name, requests]),
    [
      ['peak', 800],
      ['control', 3600],
      ['fault', 3600],
      ['after', 3600],
      ['recovery', 800],
    ],
  );
});

test('an empty history is errored and undecided, with an id that is safe to show', (t) => {
  const trial = judge(nothing());
  t.like(trial, {verdict: 'inconclusive', status: 'errored', id: 'unknown'});
  t.is(exitCode(trial), 3);
});

test('a run cut off anywhere never passes, and a fail seen before stands', (t) => {
  for (let until = 0; until < 142_000; until += 7000) {
    t.not(judge(memoryTrial({checks: all, until})).verdict, 'pass', `until ${until}`);
    t.is(
      judge(memoryTrial({checks: all, until, also: kill})).verdict,
      until > 41_000 ? 'fail' : 'inconclusive',
      `with a kill, until ${until}`,
    );
  }
});

test('interrupted: 130, and no pass', (t) => {
  const without = (body: {readonly kind: string; readonly is?: unknown}): boolean =>
    body.kind === 'trial' && body.is === 'ended';
  const trial = judge(
    memoryTrial({
      checks: all,
      without,
      also: [
        [141_500, {kind: 'trial', name: 'trial-1', is: 'failed', facts: {status: 'interrupted', error: 'Interrupted'}}],
      ],
    }),
  );
  t.like(trial, {verdict: 'inconclusive', status: 'interrupted', error: 'Interrupted'});
  t.is(exitCode(trial), 130);
});

test('the same bad history fails with a healthy host and is undecided with a noisy one', (t) => {
  const outcome = (tMs: number) => (tMs > 65_300 && tMs < 67_000 ? ('refused' as const) : ('ok' as const));
  t.is(judge(memoryTrial({checks: ['stays-up'], outcome})).verdict, 'fail');
  const noisy = judge(
    memoryTrial({checks: ['stays-up'], outcome, sentinel: () => ({p99Ms: 300, maxMs: 900, sent: 10, failed: 0})}),
  );
  t.is(noisy.verdict, 'inconclusive');
  t.deepEqual(noisy.because, ['host-noisy']);
  t.is(exitCode(noisy), 2);
});

test('an unknown check, and one that crashes, are undecided', (t) => {
  t.is(judge(memoryTrial({checks: ['no-such-check']})).verdict, 'inconclusive');
  const crash = {
    about: 'subject',
    title: '',
    needs: [],
    owes: () => [],
    judge: () => {
      throw new Error('boom');
    },
  } as const;
  t.like(runCheck(memoryTrial(), 'crash', crash, undefined)[0]?.finding, {
    verdict: 'inconclusive',
    because: 'check-crashed',
  });
});

const whyUncounted = ({findings}: ReturnType<typeof judge>): readonly string[] =>
  [...new Set(findings.flatMap(({uncounted}) => uncounted ?? []))].toSorted();

const waiver = (until: string) => ({subject: {waivers: [{check: 'no-oom-kill', reason: 'known', until}]}});

test('a waived fail is told beside the verdict; an expired waiver is not silent', (t) => {
  const waived = judge(memoryTrial({checks: all, also: kill, ...waiver('2026-01-01')}));
  t.like(waived, {verdict: 'pass', headline: 'pass (1 waived)'});
  t.deepEqual(whyUncounted(waived), ['reported-only', 'trial-check', 'waived']);
  const expired = judge(memoryTrial({checks: all, ...waiver('2025-12-31')}));
  t.is(expired.verdict, 'inconclusive');
  t.is(judge(memoryTrial({checks: all, also: kill, ...waiver('2025-12-31')})).verdict, 'fail');
  const unused = judge(memoryTrial({checks: all, ...waiver('2027-01-01')}));
  t.is(unused.headline, 'pass');
});

test('items outside the gate are counted; a scenario wholly outside it decides nothing', (t) => {
  const trial = {items: ['resources', 'health']} as const;
  t.is(judge(memoryTrial({checks: all, trial, subject: {gate: ['resources']}})).headline, 'pass (1 not in scope)');
  const out = judge(memoryTrial({checks: all, also: kill, subject: {gate: ['rbac']}}));
  t.is(out.verdict, 'inconclusive');
  t.deepEqual(whyUncounted(out), ['out-of-scope', 'trial-check']);
});

test('a subject that never started fails by `starts` alone, completed', (t) => {
  const start = {
    ready: false,
    boundMs: 30_000,
    tookMs: 30_000,
    why: [{of: {kind: 'Deployment', name: 'redis'}, text: 'CrashLoopBackOff'}],
  };
  const history = memoryTrial({
    checks: all,
    deploy: {start},
    also: [[8900, podOf(redis, {ready: false, restarts: 4})]],
    without: (body, tMs) => tMs > 9000 && body.kind !== 'trial',
  });
  const trial = judge({...history, requests: memoryTrial({until: 0}).requests});
  t.like(trial, {verdict: 'fail', status: 'completed'});
  t.is(exitCode(trial), 1);
});

test('a report says what a trusted subject was trusted with; one of a stranger says nothing of it', (t) => {
  const {events, ...history} = memoryTrial({checks: all});
  const trusted = [
    {
      of: {kind: 'Pod', name: 'x'},
      path: 'spec.hostPID',
      asks: 'the processes of its node',
      file: 'x.yaml',
      line: 5,
      column: 3,
    },
  ];
  const withTrust = (given: object) => {
    const changed = events.map((event) =>
      event.kind === 'trial' && event.is === 'begun'
        ? {...event, facts: {...(event.facts as object), ...given}}
        : event,
    );
    return judge({...history, events: changed});
  };
  const line = (trial: ReturnType<typeof judge>) => trial.shown.filter((one) => one.startsWith('Trusted'));
  t.deepEqual(line(withTrust({trusted})), ['Trusted: 1 thing beyond the baseline']);
  t.deepEqual(withTrust({trusted}).facts.trial.trusted, trusted);
  t.deepEqual(line(withTrust({trusted: []})), ['Trusted: 0 things beyond the baseline']);
  t.deepEqual(line(withTrust({})), []);
});
