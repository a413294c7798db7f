import test from 'ava';
import fc from 'fast-check';
import {stageWindow} from '../../src/history/windows.ts';
import {judge} from '../../src/judge/judge.ts';
import type {Trial} from '../../src/judge/trial.ts';
import {wrongIn} from '../judge/wrong.ts';
import {defects, type Defect, serving} from './defects.ts';
import {goodSubject, traits, type Traits, usual} from './good.ts';
import {scenarioNamed} from './scenarios.ts';
import {workload, type WorldSubject} from './subject.ts';
import {trialOf} from './trial.ts';

/** A few for every check of the code; nightly thousands, from another seed each night. */
const asked = Number(process.env['SEATRIAL_PROPERTY_RUNS'] ?? 0);
const parameters = {numRuns: asked > 0 ? asked : 7, seed: asked > 0 ? asked : 15, endOnFailure: asked === 0};

async function judged(scenario: string, subject: WorldSubject, seed = 1): Promise<Trial> {
  return judge(await trialOf(scenario, scenarioNamed(scenario), subject, {seed}));
}

const failsOf = ({findings}: Trial): readonly string[] =>
  findings.flatMap(({check, verdict, uncounted, sentence}) =>
    verdict === 'fail' && uncounted === undefined ? [`${check}: ${sentence}`] : [],
  );

/** Why a good subject on a quiet machine may stay undecided: too thin a load, too long a time, a time that nobody declares. */
const honest: ReadonlySet<string | undefined> = new Set(['too-few-samples', 'not-exercised', 'not-predicted']);

/** A plan makes its stages so long that the SLO is decided at every rate of these subjects. */
const isPlanned = (check: string): boolean => check === 'availability' || check === 'availability/latency';

/** What stays undecided of a good subject for another reason than its own. */
const openIn = ({findings}: Trial): readonly string[] =>
  findings.flatMap(({check, verdict, uncounted, because, sentence}) =>
    verdict === 'inconclusive' && uncounted === undefined && !(honest.has(because) && !isPlanned(check))
      ? [`${check} (${because}): ${sentence}`]
      : [],
  );

/** Some traits are a defect where a scenario asks about them: what it asks then is not asked of a good subject. */
function isGoodAt(scenario: string, {hasStartup, liveness, readiness, grace}: Traits): boolean {
  const killedAfter = liveness.period * (liveness.failures - 1) + grace;
  // A boot of half a minute; a startup probe of a world allows 36 s.
  if (scenario === 'slow-start') return hasStartup || liveness.initialDelay + killedAfter - grace > 35;
  if (scenario === 'deadlock') return readiness.period * readiness.failures + readiness.timeout < killedAfter;
  return true;
}

const playable = [
  'baseline',
  'oom',
  'pod-kill',
  'deadlock',
  'rolling-update',
  'node-drain',
  'lying-probe',
  'slow-start',
] as const;
const withNodes = ['node-kill', 'zone-outage'] as const;

test('a subject that does everything well never fails, and stays undecided only for a thin load or a long time, whatever its probes, its kind, its load and what is beside it', async (t) => {
  const any = fc.oneof(
    fc.tuple(fc.constantFrom(...playable), traits(2, 5)),
    fc.tuple(fc.constantFrom(...withNodes), traits(3, 5)),
  );
  const property = fc.asyncProperty(any, async ([scenario, of]) => {
    fc.pre(isGoodAt(scenario, of));
    const trial = await judged(scenario, goodSubject(of));
    const bad = [...failsOf(trial), ...openIn(trial), ...wrongIn(trial)];
    if (bad.length > 0) throw new Error(`${scenario}: ${bad.join('\n')}`);
  });
  await t.notThrowsAsync(fc.assert(property, parameters));
});

test('a planted defect never passes, and where it fails it is named, whatever else varies', async (t) => {
  const property = fc.asyncProperty(fc.constantFrom(...defects), traits(3, 5), async (defect, of) => {
    const planted = defect.plant(goodSubject(of));
    const trial = await judged(defect.scenario, planted);
    // What costs a few requests costs none now and then (5 % at the bound of what a pass rules out): not twice.
    const isMissed = missed(defect, trial).length > 0;
    const misses = isMissed ? missed(defect, await judged(defect.scenario, planted, 2)) : [];
    const bad = [...wrongIn(trial), ...misses];
    if (bad.length > 0) throw new Error(`${defect.name} in ${defect.scenario}: ${bad.join('\n')}`);
  });
  await t.notThrowsAsync(fc.assert(property, parameters));
});

/** What a verdict misses of a defect: it passes, or fails by other checks though its own one was decided. */
function missed({check}: Defect, trial: Trial): readonly string[] {
  if (trial.verdict === 'pass') return ['it passes'];
  const own = trial.findings.filter((one) => one.check === check || one.check.startsWith(`${check}/`));
  const isNamed = own.some(({verdict, uncounted}) => verdict === 'fail' && uncounted === undefined);
  return trial.verdict === 'fail' && !isNamed && own.every(({verdict}) => verdict === 'pass')
    ? [`it is not named: ${failsOf(trial).join('; ')}`]
    : [];
}

test('a usual subject passes', async (t) => {
  for (const scenario of ['pod-kill', 'node-drain']) {
    const trial = await judged(scenario, goodSubject(usual));
    t.deepEqual(
      trial.findings.filter(({verdict, uncounted}) => verdict !== 'pass' && uncounted === undefined),
      [],
    );
    t.is(trial.verdict, 'pass', scenario);
  }
});

test('a subject that depends on nobody passes what asks about its dependencies', async (t) => {
  for (const scenario of ['lying-probe', 'dependency-loss'])
    t.is((await judged(scenario, goodSubject(usual))).verdict, 'pass', scenario);
});

test('what fails when the last fault is long over fails the trial', async (t) => {
  for (const scenario of ['pod-kill', 'oom', 'rolling-update', 'node-drain', 'deadlock']) {
    const history = await trialOf(scenario, scenarioNamed(scenario), goodSubject(usual));
    const {plannedMs, outcome} = history.requests.columns;
    const [overMs] = stageWindow(history, 'after') ?? [0];
    const failing = outcome.map((how, row) => ((plannedMs[row] ?? 0) > overMs + 500 ? 'status' : how));
    const collapsed = {...history.requests.columns, outcome: failing};
    const trial = judge({...history, requests: {...history.requests, columns: collapsed}});
    t.regex(failsOf(trial).join(), /stays-recovered: .* did not stay well/, scenario);
  }
});

test('a startup probe that allows 36 s is no defect when a boot of 30 s is asked about', async (t) => {
  t.deepEqual(failsOf(await judged('slow-start', goodSubject(usual))), []);
});

test('five pods of a StatefulSet that start one after the other in 20 s each have started', async (t) => {
  const of = {...usual, kind: 'StatefulSet', replicas: 5, startMs: 20_000, hasStartup: false} as const;
  const patient = {...of, liveness: {initialDelay: 120, period: 20, timeout: 1, failures: 5}};
  t.deepEqual(failsOf(await judged('baseline', goodSubject(patient))), []);
});

test('a delay before readiness asks is no slow boot', async (t) => {
  for (const initialDelay of [20, 120]) {
    const delayed = goodSubject({...usual, readiness: {...usual.readiness, initialDelay}});
    t.is((await judged('slow-start', delayed)).verdict, 'pass', `${initialDelay} s`);
  }
});

test('a boot is held no longer than its probes allow, where they end it before it could be sent anything', async (t) => {
  const liveness = {initialDelay: 0, period: 20, timeout: 1, failures: 3};
  const readiness = {...usual.readiness, initialDelay: 60};
  const subject = goodSubject({...usual, hasStartup: false, liveness, readiness});
  t.is((await judged('slow-start', subject)).verdict, 'pass');
});

test('ten requests per second are enough to be decided', async (t) => {
  for (const scenario of ['oom', 'deadlock'] as const)
    t.is((await judged(scenario, goodSubject({...usual, rate: 10 / usual.replicas}))).verdict, 'pass', scenario);
});

test('a slow boot is decided where liveness and readiness wait alike, or readiness longer than liveness', async (t) => {
  const waiting = (initialDelay: number, timeout: number) => ({initialDelay, period: 10, timeout, failures: 3});
  for (const [liveness, readiness] of [
    [waiting(30, 3), waiting(30, 3)],
    [waiting(30, 5), waiting(30, 5)],
    [waiting(60, 5), waiting(60, 5)],
    [waiting(120, 1), waiting(120, 5)],
    [waiting(30, 1), {...waiting(50, 1), period: 5}],
    [
      {...waiting(10, 2), period: 20},
      {...waiting(60, 2), period: 1},
    ],
  ] as const)
    for (const seed of [1, 2, 3]) {
      const subject = goodSubject({...usual, hasStartup: false, liveness, readiness});
      const {verdict, headline} = await judged('slow-start', subject, seed);
      t.is(verdict, 'pass', `${liveness.initialDelay}, ${readiness.initialDelay}, ${seed}: ${headline}`);
    }
});

test('readiness that is good while its container boots is caught also where it waits as long as liveness', async (t) => {
  const waiting = {initialDelay: 30, period: 10, timeout: 5, failures: 3};
  const blind = serving((one) => ({...one, readiness: {spec: one.readiness?.spec ?? {}, asks: 'always'}}));
  for (const seed of [1, 2, 3]) {
    const subject = blind(goodSubject({...usual, hasStartup: false, liveness: waiting, readiness: waiting}));
    const fails = failsOf(await judged('slow-start', subject, seed));
    t.regex(fails.join(), /slow-start-unharmed\/traffic: .* was sent requests while it booted/, `seed ${seed}`);
  }
});

test('a replica that readiness takes out costs no more for the time that patient liveness has it held', async (t) => {
  const of = (replicas: number, period: number, failures: number, asks: string) => {
    const liveness = {initialDelay: 0, period, timeout: 1, failures};
    const needing = serving((one) => ({
      ...one,
      readiness: one.readiness && {...one.readiness, asks},
      program: {...one.program, needs: 'database'},
    }));
    const {profile, workloads, ...others} = needing(goodSubject({...usual, replicas, liveness}));
    const database = {name: 'Database', workload: 'database', kind: 'in-cluster', need: 'hard'} as const;
    return {
      ...others,
      profile: {...profile, dependencies: [database]},
      workloads: [...workloads, workload({name: 'database', replicas: 1, budget: undefined})],
    };
  };
  for (const [replicas, period, failures] of [
    [2, 10, 6],
    [2, 20, 3],
    [3, 30, 3],
  ] as const) {
    const name = `${replicas} replicas, ${period} s × ${failures}`;
    t.is((await judged('lying-probe', of(replicas, period, failures, 'database'))).verdict, 'pass', name);
    const lying = failsOf(await judged('lying-probe', of(replicas, period, failures, 'self')));
    t.regex(lying.join(), /stays-up\/cost: .* of full outage/, name);
    t.regex(lying.join(), /readiness-follows: /, name);
  }
});

test('what takes a minute to start, or must be ready for two, is decided', async (t) => {
  t.is((await judged('oom', goodSubject({...usual, startMs: 60_000}))).verdict, 'pass');
  t.is((await judged('rolling-update', goodSubject({...usual, minReady: 130}))).verdict, 'pass');
});

test('pods of a StatefulSet that are drained together come back one after the other, as predicted', async (t) => {
  const {workloads, ...others} = goodSubject({...usual, kind: 'StatefulSet', replicas: 6, startMs: 30_000});
  const subject = {...others, workloads: workloads.map((one) => ({...one, budget: {minAvailable: 2}}))};
  t.deepEqual(failsOf(await judged('node-drain', subject)), []);
});

test('a program that does not end when it is asked to is told so', async (t) => {
  const deaf = serving((one) => ({...one, program: {...one.program, onTerm: 'ignores'}}));
  const trial = await judged('rolling-update', deaf(goodSubject({...usual, grace: 20, preStop: 0})));
  t.regex(failsOf(trial).join(), /does not end when it is asked to, and is killed .* after its grace of 20 s/);
});

test('a window in which a node starts again for nearly all of the time is no trouble of the machine', async (t) => {
  const lonely = goodSubject({...usual, replicas: 1, budget: 'half'});
  // Seeds with which such windows came to be.
  for (const seed of [19, 33, 44]) {
    const {findings} = await judged('zone-outage', lonely, seed);
    const verdicts = findings.filter(({check}) => check === 'stays-up').map(({verdict}) => verdict);
    t.deepEqual(verdicts, ['fail'], `seed ${seed}`);
  }
});

test('a subject that is a DaemonSet alone passes what is asked of it', async (t) => {
  const alone = goodSubject({...usual, kind: 'DaemonSet'});
  for (const scenario of ['baseline', 'node-drain', 'pod-kill'])
    t.is((await judged(scenario, alone)).verdict, 'pass', scenario);
});

test('a container that takes 20 s to start is back before the next step begins', async (t) => {
  const {findings} = await judged('pod-kill', goodSubject({...usual, startMs: 20_000}));
  t.deepEqual(
    findings.filter(({because}) => because === 'not-exercised').map(({check}) => check),
    [],
  );
});

test('a pod that ends at once is caught though it took 20 s to start', async (t) => {
  const abrupt = defects.find(({name}) => name === 'it ends at once when it is asked to');
  const subject = goodSubject({...usual, startMs: 20_000});
  t.is((await judged('pod-kill', abrupt?.plant(subject) ?? subject)).verdict, 'fail');
});

test('a minute without an answer is told of one replica, however thin its load', async (t) => {
  const {profile, ...others} = goodSubject({...usual, replicas: 1, rate: 0.9, startMs: 10_000, budget: 'half'});
  const {findings} = await judged('slow-start', {
    ...others,
    profile: {...profile, slo: {availability: 0.95, latency: {percentile: 80, ms: 500}, at: '1x'}},
  });
  const verdicts = findings.filter(({check}) => check === 'stays-up').map(({verdict}) => verdict);
  t.deepEqual(verdicts, ['fail']);
});

test('ten replicas that all leave at once fail a roll-out though their probes are most of what they receive', async (t) => {
  const {workloads, ...others} = goodSubject({...usual, replicas: 10, rate: 0.2, startMs: 10_000});
  const abrupt = {...others, workloads: workloads.map((one) => ({...one, surge: 0, unavailable: '100%'}))};
  t.regex(
    failsOf(await judged('rolling-update', abrupt)).join(),
    /no-failed-requests: .* lets all 10 replicas be away at once/,
  );
});

test('what refuses or hangs from the first second on fails availability, and passes nothing that the load would show', async (t) => {
  const unasked = {liveness: undefined, readiness: undefined, startup: undefined};
  for (const slow of [{startMs: 1e9}, {latencyMs: 1e9}]) {
    const deaf = serving((one) => ({...one, ...unasked, program: {...one.program, ...slow}}));
    const {verdict, findings} = await judged('baseline', deaf(goodSubject(usual)));
    t.is(verdict, 'fail');
    const verdictOf = (name: string) => findings.find(({check}) => check === name)?.verdict;
    t.deepEqual(['availability', 'memory-headroom', 'throttling'].map(verdictOf), [
      'fail',
      'inconclusive',
      'inconclusive',
    ]);
  }
});
