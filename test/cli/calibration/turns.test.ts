import test from 'ava';
import {mutantTrial} from '../../../src/cli/calibration/mutant-trial.ts';
import type {PlannedTrial} from '../../../src/cli/calibration/plan.ts';
import {turnsOf} from '../../../src/cli/calibration/turns.ts';
import {containersOf} from '../../../src/kubernetes/containers.ts';
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
  turns.learn(first, memoryTrial({counted: () => 70 * mebi}));
  const made = turns.inTurn(sound('2'));
  t.regex(limitIn(made ?? first)[0] ?? '', /"limits":\{"cpu":"1","memory":"70Mi"\}/);
  t.is(made?.id, '2');
  t.deepEqual(turns.notTried, []);
  t.like(turns.triedAs(made ?? first), {subject: 'memory-limit-too-low', expect: {check: 'memory-headroom'}});
  t.like(turns.triedAs(first), {subject: 'good', expect: undefined});
});

test('what another subject used says nothing', (t) => {
  const turns = turnsOf(planned);
  turns.learn(sound('2'), memoryTrial({counted: () => 70 * mebi}));
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
