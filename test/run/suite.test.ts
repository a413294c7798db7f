import {mkdtempSync, readdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import type {Clock} from '../../src/system/clock.ts';
import {InterruptedError} from '../../src/system/errors.ts';
import type {Cluster} from '../../src/cluster/cluster.ts';
import type {Trial} from '../../src/judge/trial.ts';
import type {ClusterSource} from '../../src/run/cluster-source.ts';
import {
  runSuite,
  type SuiteEffects,
  type SuiteOutcome,
  type SuiteStanding,
  type SuiteTrial,
} from '../../src/run/suite.ts';
import type {TrialOutcome} from '../../src/run/trial.ts';
import {silent} from './silent.ts';

type Ending = Partial<Pick<Trial, 'verdict' | 'status' | 'because'>> & {readonly cleanup?: readonly Error[]};

interface World {
  readonly outcome: SuiteOutcome;
  /** What was done, in order. */
  readonly log: readonly string[];
  /** Where the suite stood when each trial began. */
  readonly standings: readonly string[];
  /** Journals that are still there. */
  readonly journals: readonly string[];
}

/** Runs a suite of the named trials; each takes ten seconds and ends as it is told, in turn. */
async function suite(
  endings: Readonly<Record<string, readonly Ending[]>>,
  changes: {
    readonly repeat?: boolean;
    readonly takeFails?: boolean;
    readonly abortIn?: string;
    readonly inTurn?: SuiteEffects['inTurn'];
  } = {},
): Promise<World> {
  const log: string[] = [];
  const standings: string[] = [];
  const state = mkdtempSync(join(tmpdir(), 'seatrial-suite-'));
  let now = 0;
  const clock: Clock = {nowMs: () => now, wall: () => new Date(0), sleep: () => Promise.resolve()};
  const controller = new AbortController();
  const source: ClusterSource = {
    cluster: 'c',
    title: 'Create the cluster',
    expectedMs: 0,
    endsWithTrial: true,
    take() {
      log.push('take');
      now += 40_000;
      return changes.takeFails === true
        ? Promise.reject(new Error('no network'))
        : Promise.resolve({name: 'c'} as Cluster);
    },
    giveBack(_journal, {signal}) {
      log.push(signal.aborted ? 'give back with a dead signal' : 'give back');
      now += 5000;
      return Promise.resolve();
    },
  };
  const seen = new Map<string, number>();
  const run = async (request: SuiteTrial & {readonly source: ClusterSource}): Promise<TrialOutcome> => {
    log.push(`${request.id} on ${request.source.title}`);
    now += 10_000;
    if (changes.abortIn === request.id) controller.abort(new InterruptedError());
    const time = seen.get(request.scenarioName) ?? 0;
    seen.set(request.scenarioName, time + 1);
    const {cleanup = [], ...ending} = endings[request.scenarioName]?.[time] ?? {};
    const trial = {id: request.id, verdict: 'pass', status: 'completed', ...ending} as Trial;
    return Promise.resolve({trial, plan: undefined, error: undefined, cleanup, residue: []});
  };
  const given = {
    effects: {},
    present: silent,
    clock,
    state,
    signal: controller.signal,
    onBegin: ({request, number, of, again, outcomes, leftMs}: SuiteStanding) =>
      void standings.push(
        `${request.id} ${number}/${of}${again ? ' again' : ''} after ${outcomes.length}, ${leftMs / 1000} s left`,
      ),
    onVerdict: () => Promise.resolve(),
    ...(changes.inTurn === undefined ? {} : {inTurn: changes.inTurn}),
  } as unknown as SuiteEffects;
  const trials = Object.keys(endings).map(
    (name) =>
      ({
        id: name,
        scenarioName: name,
        folder: `reports/${name}`,
        scenario: {stages: [{name: 's', peaks: 1, atLeastMs: 5000}]},
      }) as unknown as SuiteTrial,
  );
  const outcome = await runSuite(
    {id: 's', source, trials, noise: false, repeatInconclusive: changes.repeat ?? true},
    given,
    run,
  );
  return {outcome, log, standings, journals: readdirSync(join(state, 'runs'))};
}

const shared = 'on Use the cluster of the suite';

test('trials run one after the other on one cluster, which is given back at the end', async (t) => {
  const {outcome, log, journals} = await suite({a: [{}], b: [{verdict: 'fail'}]});
  t.deepEqual(log, ['take', `a ${shared}`, `b ${shared}`, 'give back']);
  t.is(outcome.error, undefined);
  t.deepEqual(journals, []);
});

test('an inconclusive trial is tried once more and both are kept; a fail never is', async (t) => {
  const noisy = {verdict: 'inconclusive', because: ['host-noisy']} as const;
  const {outcome, log} = await suite({a: [noisy, noisy], b: [{verdict: 'fail'}], c: [noisy, {}]});
  t.deepEqual(
    log.slice(1, -1),
    ['a', 'a-again', 'b', 'c', 'c-again'].map((id) => `${id} ${shared}`),
  );
  t.deepEqual(
    outcome.outcomes.map(({request, trial}) => `${request.folder} ${trial?.verdict ?? ''}`),
    [
      'reports/a inconclusive',
      'reports/a-again inconclusive',
      'reports/b fail',
      'reports/c inconclusive',
      'reports/c-again pass',
    ],
  );
});

test('what another try cannot change is not tried again: not exercised here, a run that broke off, or repeating not asked for', async (t) => {
  const endings = {
    a: [{verdict: 'inconclusive', because: ['not-exercised']}],
    b: [{verdict: 'inconclusive', status: 'errored', because: ['cut-off']}],
  } as const;
  t.is((await suite(endings)).outcome.outcomes.length, 2);
  t.is(
    (await suite({a: [{verdict: 'inconclusive', because: ['host-noisy']}]}, {repeat: false})).outcome.outcomes.length,
    1,
  );
});

test('what a trial is can be settled when its turn comes, or that there is none', async (t) => {
  const made: string[] = [];
  const inTurn: SuiteEffects['inTurn'] = (request) => {
    made.push(request.id);
    if (request.id === 'b') return undefined;
    return request.id === 'c' ? {...request, folder: 'reports/c of what a showed'} : request;
  };
  const {outcome, log} = await suite({a: [{}], b: [{}], c: [{}]}, {inTurn});
  t.deepEqual(log.slice(1, -1), [`a ${shared}`, `c ${shared}`]);
  t.deepEqual(made, ['a', 'b', 'c']);
  t.is(outcome.outcomes.at(-1)?.request.folder, 'reports/c of what a showed');
});

test('a trial that left something keeps the next from being begun, and the cluster is given back', async (t) => {
  const {outcome, log} = await suite({a: [{cleanup: [new Error('node w1 is paused')]}], b: [{}]});
  t.deepEqual(log, ['take', `a ${shared}`, 'give back']);
  t.regex(String(outcome.error), /No trial was begun after a.*node w1 is paused/);
});

test('a cluster that could not be taken is given back all the same', async (t) => {
  const {outcome, log} = await suite({a: [{}]}, {takeFails: true});
  t.deepEqual(log, ['take', 'give back']);
  t.regex(String(outcome.error), /no network/);
});

test('an interruption ends the suite with what it has, and the clean-up has a signal of its own', async (t) => {
  const {outcome, log} = await suite({a: [{}], b: [{}]}, {abortIn: 'a'});
  t.deepEqual(log, ['take', `a ${shared}`, 'give back']);
  t.true(outcome.error instanceof InterruptedError);
  t.is(outcome.outcomes.length, 1);
});

test('the time is told by trial and beside them', async (t) => {
  const {outcome} = await suite({a: [{}], b: [{}]});
  t.deepEqual(
    outcome.outcomes.map(({lastedMs}) => lastedMs),
    [10_000, 10_000],
  );
  t.deepEqual(outcome.besides, [
    {title: 'Create the cluster', ms: 40_000},
    {title: 'Take back: Create the cluster', ms: 5000},
  ]);
});

test('each trial begins with where the suite stands; a second try keeps its place', async (t) => {
  const {standings} = await suite({a: [{verdict: 'inconclusive', because: ['host-noisy']}, {}], b: [{}]});
  t.deepEqual(standings, [
    'a 1/2 after 0, 120 s left',
    'a-again 1/2 again after 1, 120 s left',
    'b 2/2 after 2, 60 s left',
  ]);
});
