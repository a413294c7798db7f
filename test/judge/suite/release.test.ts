import test from 'ava';
import type {Finding, Verdict} from '../../../src/judge/finding.ts';
import {releaseOf, type SuiteFacts} from '../../../src/judge/suite/release.ts';
import type {Trial} from '../../../src/judge/trial.ts';

interface Told {
  readonly items?: readonly string[];
  readonly steps?: number;
  readonly argv?: readonly string[];
  /** How many kinds of requests are sent. */
  readonly requests?: number;
  readonly status?: Trial['status'];
  readonly id?: string;
  /** What its checks say, by name; without it one check of its first item says what the trial does. */
  readonly findings?: readonly (readonly [check: string, verdict: Verdict])[];
}

const checkOf: Readonly<Record<string, string>> = {resources: 'no-oom-kill', replicas: 'stays-up', health: 'recovers'};

function trial(scenario: string, verdict: Verdict, told: Told = {}): Trial {
  const {items = ['replicas'], steps = 1, argv = [], requests = 1, status = 'completed', id = `${scenario}-1`} = told;
  const said = told.findings ?? [[checkOf[items[0] ?? ''] ?? '', verdict] as const];
  const findings = said.map(([check, of]): Finding => ({
    check,
    step: undefined,
    verdict: of,
    sentence: `It was a ${of}`,
    expected: '',
    observed: '',
    windowMs: [0, 1],
    evidence: [],
  }));
  const subject = {entry: {requests: Array.from({length: requests}, () => ({}))}};
  const facts = {trial: {items, argv, subject}, plan: {stages: [], steps: Array.from({length: steps}, () => ({}))}};
  return {id, scenario, verdict, status, headline: verdict, findings, phases: [], facts} as unknown as Trial;
}

const known = [
  {name: 'oom', items: ['resources'], pattern: 'OOM-killed surprise'},
  {name: 'pod-kill', items: ['replicas']},
  {name: 'node-kill', items: ['replicas']},
];
const podKill = (verdict: Verdict = 'pass') => trial('pod-kill', verdict);
const nodeKill = (verdict: Verdict = 'pass') => trial('node-kill', verdict);

function suite(trials: readonly Trial[], changes: Partial<SuiteFacts> = {}): SuiteFacts {
  return {
    id: 'verify-1',
    subject: 'shop',
    startedAt: '2026-11-25T10:00:00.000Z',
    status: 'completed',
    gate: ['resources', 'replicas'],
    asked: 'release',
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

test('all scenarios of all required items run and passed: a pass, with the evidence by trial', (t) => {
  const release = releaseOf(suite([oom, podKill(), nodeKill()]));
  t.like(release, {verdict: 'pass', release: 'pass'});
  t.is(release.headline, 'pass: 2 of 2 required items proved, 4 not in scope');
  t.like(
    release.items.find(({name}) => name === 'replicas'),
    {verdict: 'pass', inScope: true, sentence: 'Proved by pod-kill, node-kill', notRun: []},
  );
  t.deepEqual(
    release.items.map(({name}) => name),
    ['resources', 'health', 'rbac', 'replicas', 'observability', 'security'],
  );
  t.like(release.patterns[0], {name: 'OOM-killed surprise', verdict: 'pass', notRun: []});
});

test('a scenario that proves an item and was not run leaves it inconclusive, though another one passed', (t) => {
  const facts = suite([oom, podKill()]);
  t.is(releaseOf(facts).verdict, 'inconclusive');
  t.like(itemOf(facts, 'replicas'), {
    verdict: 'inconclusive',
    sentence: 'Passed in pod-kill; not run: node-kill',
    notRun: ['node-kill'],
  });
  t.is(itemOf(facts, 'resources')?.verdict, 'pass');
});

test('a fail fails the item of its check, whatever scenario it was seen in, and not the one that the scenario proves', (t) => {
  const other = trial('oom', 'fail', {
    items: ['resources'],
    findings: [
      ['no-oom-kill', 'pass'],
      ['availability', 'fail'],
    ],
  });
  const facts = suite([other, podKill(), nodeKill()]);
  t.is(itemOf(facts, 'resources')?.verdict, 'pass');
  t.like(itemOf(facts, 'replicas'), {verdict: 'fail', sentence: 'Failed in oom'});
  t.is(releaseOf(facts).verdict, 'fail');
  t.is(releaseOf({...facts, gate: ['resources']}).verdict, 'pass');
});

test('what belongs to no check of an item, and a subject that never started, is of all that its scenario proves', (t) => {
  for (const [check, verdict] of [
    ['receipts', 'inconclusive'],
    ['waits', 'inconclusive'],
    ['starts', 'fail'],
  ] as const) {
    const findings = [['no-oom-kill', 'pass'] as const, [check, verdict] as const];
    const facts = suite([trial('oom', verdict, {items: ['resources'], findings}), podKill(), nodeKill()]);
    t.is(itemOf(facts, 'resources')?.verdict, verdict, check);
    t.is(itemOf(facts, 'replicas')?.verdict, 'pass', check);
    t.is(itemOf(facts, 'health')?.verdict, 'inconclusive', check);
  }
});

test('what is less than a release is judged by what was asked, and leaves the release undecided', (t) => {
  const quick = (verdict: Verdict) => releaseOf(suite([oom, podKill(verdict)], {asked: 'quick'}));
  t.like(quick('pass'), {
    verdict: 'pass',
    release: 'undecided',
    headline: 'pass (quick: 2 of 3 scenarios, no release)',
  });
  t.like(quick('fail'), {verdict: 'fail', release: 'undecided'});
  t.like(quick('inconclusive'), {verdict: 'inconclusive', release: 'undecided'});
  const some = releaseOf(suite([podKill()], {asked: 'some'}));
  t.like(some, {verdict: 'pass', release: 'undecided', headline: 'pass (1 of 3 scenarios, no release)'});
});

test('what was asked and never came to a verdict, or lies wholly outside the gate, is no pass of what was asked', (t) => {
  const asked = (changes: Partial<SuiteFacts>) => releaseOf(suite([oom], {asked: 'quick', ...changes})).verdict;
  t.is(asked({planned: ['oom', 'pod-kill']}), 'inconclusive');
  t.is(asked({planned: ['oom', 'pod-kill'], gate: ['resources']}), 'pass', 'pod-kill is not in scope');
  t.is(asked({gate: ['health']}), 'inconclusive');
  t.is(asked({status: 'interrupted'}), 'inconclusive');
});

test('one failed trial fails its item and the release, and says by what', (t) => {
  const facts = suite([oom, podKill(), nodeKill('fail')]);
  t.is(releaseOf(facts).verdict, 'fail');
  t.like(itemOf(facts, 'replicas'), {verdict: 'fail', sentence: 'Failed in node-kill'});
  t.is(itemOf(facts, 'replicas')?.evidence[1]?.because, 'stays-up: It was a fail');
});

test('nothing run is inconclusive: an empty suite, and a required item without a trial', (t) => {
  t.is(releaseOf(suite([])).verdict, 'inconclusive');
  t.is(releaseOf(suite([oom])).verdict, 'inconclusive');
  t.regex(itemOf(suite([oom]), 'replicas')?.sentence ?? '', /Not exercised.*not run: pod-kill, node-kill/);
  t.is(releaseOf(suite([oom, podKill(), nodeKill()], {gate: []})).verdict, 'inconclusive');
});

test('of two trials of one scenario the later counts, and both are kept', (t) => {
  const first = trial('pod-kill', 'inconclusive', {id: 'pod-kill-1'});
  const facts = suite([oom, first, trial('pod-kill', 'pass', {id: 'pod-kill-2'}), nodeKill()]);
  t.is(releaseOf(facts).verdict, 'pass');
  t.deepEqual(
    itemOf(facts, 'replicas')?.evidence.map((one) => `${one.trial} ${one.verdict} ${one.counts}`),
    ['pod-kill-1 inconclusive false', 'pod-kill-2 pass true', 'node-kill-1 pass true'],
  );
});

test('a trial that does nothing to the subject can fail an item and proves none', (t) => {
  const alone = [{name: 'baseline', items: ['resources']}];
  const quiet = (verdict: Verdict) => trial('baseline', verdict, {items: ['resources'], steps: 0});
  t.is(itemOf(suite([quiet('pass')], {known: alone}), 'resources')?.verdict, 'inconclusive');
  t.is(itemOf(suite([quiet('fail')], {known: alone}), 'resources')?.verdict, 'fail');
});

test('shortened timings satisfy no gate, and still fail', (t) => {
  const argv = ['verify', '--accelerated'];
  const facts = suite([oom, trial('node-kill', 'pass', {argv}), podKill()]);
  t.is(releaseOf(facts).verdict, 'inconclusive');
  t.regex(itemOf(facts, 'replicas')?.evidence[0]?.because ?? '', /shortened cluster timings/);
  t.is(releaseOf(suite([oom, trial('node-kill', 'fail', {argv})])).verdict, 'fail');
});

test('without a load an item is not shown, and what was asked for passes all the same', (t) => {
  const unloaded = (scenario: string, items: readonly string[]): Trial => trial(scenario, 'pass', {items, requests: 0});
  const trials = [
    unloaded('oom', ['resources']),
    unloaded('pod-kill', ['replicas']),
    unloaded('node-kill', ['replicas']),
  ];
  const release = releaseOf(suite(trials));
  t.is(release.verdict, 'inconclusive');
  t.regex(release.items.find(({name}) => name === 'resources')?.evidence[0]?.because ?? '', /without a load/);
  t.is(releaseOf(suite(trials, {asked: 'quick'})).verdict, 'pass');
});

test('a suite that was interrupted never passes, and a fail in it stands', (t) => {
  t.is(releaseOf(suite([oom, podKill(), nodeKill()], {status: 'interrupted'})).verdict, 'inconclusive');
  t.is(releaseOf(suite([oom, trial('pod-kill', 'fail')], {status: 'interrupted'})).verdict, 'fail');
});

test('a failure outside the gate does not weigh', (t) => {
  const facts = suite([oom, trial('pod-kill', 'fail')], {gate: ['resources']});
  t.is(releaseOf(facts).verdict, 'pass');
  t.like(itemOf(facts, 'replicas'), {verdict: 'fail', inScope: false});
});
