import test from 'ava';
import {mutantTrial} from '../../../src/cli/calibration/mutant-trial.ts';
import type {PlannedTrial} from '../../../src/cli/calibration/plan.ts';
import {turnsOf} from '../../../src/cli/calibration/turns.ts';
import {containersOf} from '../../../src/kubernetes/containers.ts';
import type {Finding, Fix} from '../../../src/judge/finding.ts';
import type {SuiteTrial} from '../../../src/run/suite.ts';
import {plantingOf} from '../../../src/subject/mutants/plant.ts';
import {memoryTrial} from '../../judge/histories/memory.ts';
import {pods} from '../../judge/histories/survival.ts';
import {app, mutantOf, workload} from '../../subject/mutants/shapes.ts';
import {manifestsOf, profile, service} from '../../subject/subject.ts';

const mebi = 2 ** 20;

/** A trial of the gateway of the made-up histories. */
function sound(id: string): SuiteTrial {
  const gateway = workload('Deployment', [{...app, name: pods[0]?.container ?? ''}]);
  const named = {...gateway, metadata: {name: 'gateway'}};
  return {
    id,
    scenarioName: 'oom',
    profile: profile({service: 'gateway'}),
    manifests: manifestsOf([service('gateway', {selector: {app: 'web'}}), named]),
  } as unknown as SuiteTrial;
}

const planned: readonly PlannedTrial[] = [
  {subject: 'good', request: sound('1'), expect: undefined},
  {subject: 'memory-limit-too-low', request: sound('2'), expect: undefined, measured: mutantOf('memory-limit-too-low')},
];

const limitIn = ({manifests}: SuiteTrial) =>
  manifests.flatMap(({object}) => containersOf(object)).map(({spec}) => JSON.stringify(spec['resources']));

test('a mutant of what was measured is made once the good subject ran, and not before', (t) => {
  const early = turnsOf(planned);
  t.is(early.inTurn(sound('2')), undefined);
  t.regex(early.notTried[0]?.reason ?? '', /was not measured/);

  const turns = turnsOf(planned);
  const first = sound('1');
  t.is(turns.inTurn(first), first, 'the good subject is what it was');
  turns.learn(first, memoryTrial({counted: () => 70 * mebi}), {findings: []});
  const made = turns.inTurn(sound('2'));
  t.regex(limitIn(made ?? first)[0] ?? '', /"limits":\{"cpu":"1","memory":"70Mi"\}/);
  t.is(made?.id, '2');
  t.deepEqual(turns.notTried, []);
  t.like(turns.triedAs(made ?? first), {subject: 'memory-limit-too-low', expect: {check: 'memory-headroom'}});
  t.like(turns.triedAs(first), {subject: 'good', expect: undefined});
});

test('what another subject used says nothing', (t) => {
  const turns = turnsOf(planned);
  turns.learn(sound('2'), memoryTrial({counted: () => 70 * mebi}), {findings: []});
  t.is(turns.inTurn(sound('2')), undefined);
});

test('the trial of a mutant has its name and keeps the namespace and the lines of its owner’s files', (t) => {
  const own = sound('1');
  const mutant = mutantOf('no-liveness');
  const planting = plantingOf(mutant, own);
  if ('reason' in planting) throw new Error(planting.reason);
  const {request, expect, planted} = mutantTrial(own, mutant, planting);
  t.is(request.profile.facts.name, 'shop-no-liveness');
  t.is(request.profile.namespace, 'shop');
  t.deepEqual(
    request.manifests.map(({file}) => file),
    own.manifests.map(({file}) => file),
  );
  t.like(expect, {scenario: 'deadlock', check: 'liveness-restarts'});
  t.regex(planted.change, /livenessProbe left out, was/);
});

const budgeted = {check: 'pdb-valid', object: {kind: 'Deployment', name: 'gateway'}, path: 'spec'};
const unprotected: Finding = {
  check: 'pdb-valid',
  step: undefined,
  of: budgeted.object,
  verdict: 'fail',
  sentence: 'It has no budget',
  expected: '',
  observed: '',
  windowMs: [0, 1],
  evidence: [],
};
const fix: Fix = {
  object: budgeted.object,
  path: 'spec.replicas',
  changes: [{of: budgeted.object, patch: {spec: {replicas: 7}}}],
};
const pair: readonly PlannedTrial[] = [
  {subject: 'no-budget', request: sound('1'), expect: {scenario: 'oom', ...budgeted}},
  {subject: 'no-budget fixed', request: sound('2'), expect: undefined, isFixed: true},
];
const history = memoryTrial();

test('what was caught is tried again with its fix, in memory and under a name of its own', (t) => {
  const turns = turnsOf(pair);
  const first = sound('1');
  turns.learn(first, history, {findings: [{...unprotected, fix: {...fix, path: 'spec'}}]});
  const tried = turns.inTurn(sound('2'));
  t.is(tried?.manifests.find(({object}) => object.kind === 'Deployment')?.object.spec?.['replicas'], 7);
  t.deepEqual([tried?.id, tried?.profile.facts.name, tried?.profile.namespace], ['2', 'shop-fixed', 'shop']);
  t.like(turns.triedAs(tried ?? first), {subject: 'no-budget fixed', expect: undefined, fixed: {subject: 'no-budget'}});
  t.deepEqual(turns.notFixed, []);
});

test('what was not caught, has no fix or one that cannot be made is not tried again, and says why', (t) => {
  const why = (findings: readonly Finding[]): readonly string[] => {
    const turns = turnsOf(pair);
    turns.learn(sound('1'), history, {findings});
    t.is(turns.inTurn(sound('2')), undefined);
    return turns.notFixed.map(({subject, reason}) => `${subject}: ${reason}`);
  };
  t.deepEqual(why([]), ['no-budget: it was not caught by its own check']);
  t.deepEqual(why([unprotected]), ['no-budget: it was caught, and no fix is known']);
  const of = {kind: 'Deployment', name: 'other'};
  const other: Fix = {object: of, path: 'spec', changes: [{of, patch: {spec: {replicas: 7}}}]};
  t.regex(
    why([{...unprotected, fix: other}])[0] ?? '',
    /its fix cannot be made: the manifests are no more what was tried/,
  );
  const never = turnsOf(pair);
  t.is(never.inTurn(sound('2')), undefined);
  t.deepEqual(never.notFixed, [], 'a trial without a verdict is told elsewhere');
});
