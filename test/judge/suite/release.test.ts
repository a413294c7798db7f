import test from 'ava';
import type {Finding, Verdict} from '../../../src/judge/finding.ts';
import {releaseOf, type SuiteFacts} from '../../../src/judge/suite/release.ts';
import type {Trial} from '../../../src/judge/trial.ts';

interface Told {
  readonly items?: readonly string[];
  readonly steps?: number;
  readonly argv?: readonly string[];
  readonly status?: Trial['status'];
  readonly id?: string;
}

function trial(scenario: string, verdict: Verdict, told: Told = {}): Trial {
  const finding: Finding = {
    check: 'stays-up',
    step: undefined,
    verdict,
    sentence: `It was a ${verdict}`,
    expected: '',
    observed: '',
    windowMs: [0, 1],
    evidence: [],
  };
  const {items = ['replicas'], steps = 1, argv = [], status = 'completed', id = `${scenario}-1`} = told;
  const facts = {trial: {items, argv}, plan: {stages: [], steps: Array.from({length: steps}, () => ({}))}};
  return {id, scenario, verdict, status, headline: verdict, findings: [finding], phases: [], facts} as unknown as Trial;
}

const known = [
  {name: 'oom', items: ['resources'], pattern: 'OOM-killed surprise'},
  {name: 'spike', items: ['security'], pattern: 'OOM-killed surprise'},
  {name: 'pod-kill', items: ['replicas']},
  {name: 'node-kill', items: ['replicas']},
  {name: 'baseline', items: ['resources']},
];

function suite(trials: readonly Trial[], changes: Partial<SuiteFacts> = {}): SuiteFacts {
  return {
    id: 'verify-1',
    subject: 'shop',
    startedAt: '2026-11-25T10:00:00.000Z',
    status: 'completed',
    gate: ['resources', 'replicas'],
    known,
    planned: trials.map(({scenario}) => scenario),
    attempts: trials.map((one) => ({trial: one, lastedMs: 60_000})),
    residue: [],
    besides: [],
    ...changes,
  };
}

const oom = trial('oom', 'pass', {items: ['resources']});
const itemOf = (facts: SuiteFacts, name: string) => releaseOf(facts).items.find((item) => item.name === name);

test('all required items proved: a pass, with the evidence by trial and what was not run', (t) => {
  const release = releaseOf(suite([oom, trial('pod-kill', 'pass')]));
  t.is(release.verdict, 'pass');
  t.is(release.headline, 'pass: 2 of 2 required items proved, 4 not in scope');
  t.like(
    release.items.find(({name}) => name === 'replicas'),
    {verdict: 'pass', inScope: true, sentence: 'Proved by pod-kill; not run: node-kill', notRun: ['node-kill']},
  );
  t.deepEqual(
    release.items.map(({name}) => name),
    ['resources', 'health', 'rbac', 'replicas', 'observability', 'security'],
  );
  t.like(release.patterns[0], {name: 'OOM-killed surprise', verdict: 'pass', notRun: ['spike']});
});

test('one failed trial fails its item and the release, and says by what', (t) => {
  const facts = suite([oom, trial('pod-kill', 'pass'), trial('node-kill', 'fail')]);
  t.is(releaseOf(facts).verdict, 'fail');
  t.like(itemOf(facts, 'replicas'), {verdict: 'fail', sentence: 'Failed in node-kill'});
  t.is(itemOf(facts, 'replicas')?.evidence[1]?.because, 'stays-up: It was a fail');
});

test('nothing run is inconclusive: an empty suite, and a required item without a trial', (t) => {
  t.is(releaseOf(suite([])).verdict, 'inconclusive');
  t.is(releaseOf(suite([oom])).verdict, 'inconclusive');
  t.regex(itemOf(suite([oom]), 'replicas')?.sentence ?? '', /Not exercised.*not run: pod-kill, node-kill/);
  t.is(releaseOf(suite([oom, trial('pod-kill', 'pass')], {gate: []})).verdict, 'inconclusive');
});

test('of two trials of one scenario the later counts, and both are kept', (t) => {
  const first = trial('pod-kill', 'inconclusive', {id: 'pod-kill-1'});
  const facts = suite([oom, first, trial('pod-kill', 'pass', {id: 'pod-kill-2'})]);
  t.is(releaseOf(facts).verdict, 'pass');
  t.deepEqual(
    itemOf(facts, 'replicas')?.evidence.map((one) => `${one.trial} ${one.verdict} ${one.counts}`),
    ['pod-kill-1 inconclusive false', 'pod-kill-2 pass true'],
  );
});

test('a trial that does nothing to the subject can fail an item and proves none', (t) => {
  const quiet = trial('baseline', 'pass', {items: ['resources'], steps: 0});
  t.is(itemOf(suite([quiet]), 'resources')?.verdict, 'inconclusive');
  t.is(itemOf(suite([trial('baseline', 'fail', {items: ['resources'], steps: 0})]), 'resources')?.verdict, 'fail');
});

test('shortened timings satisfy no gate, and still fail', (t) => {
  const argv = ['verify', '--accelerated'];
  const facts = suite([oom, trial('node-kill', 'pass', {argv})]);
  t.is(releaseOf(facts).verdict, 'inconclusive');
  t.regex(itemOf(facts, 'replicas')?.evidence[0]?.because ?? '', /shortened cluster timings/);
  t.is(releaseOf(suite([oom, trial('node-kill', 'fail', {argv})])).verdict, 'fail');
});

test('a suite that was interrupted never passes, and a fail in it stands', (t) => {
  t.is(releaseOf(suite([oom, trial('pod-kill', 'pass')], {status: 'interrupted'})).verdict, 'inconclusive');
  t.is(releaseOf(suite([oom, trial('pod-kill', 'fail')], {status: 'interrupted'})).verdict, 'fail');
});

test('a failure outside the gate does not weigh', (t) => {
  const facts = suite([oom, trial('pod-kill', 'fail')], {gate: ['resources']});
  t.is(releaseOf(facts).verdict, 'pass');
  t.like(itemOf(facts, 'replicas'), {verdict: 'fail', inScope: false});
});
