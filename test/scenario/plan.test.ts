import test from 'ava';
import {planOf} from '../../src/scenario/plan.ts';
import type {Scenario, Step} from '../../src/scenario/scenario.ts';
import {deploy, deployed, subject} from './field.ts';

const oom: Scenario = {
  question: 'q',
  items: ['resources'],
  checks: [{check: 'c'}],
  steps: [{fault: 'memory-exhaustion', on: {workload: 'entry'}, when: {is: 'steady'}, until: {is: 'slo-met-again'}}],
};
const input = {...deployed, scenario: oom};
const scenarioOf = (...steps: readonly Step[]): Scenario => ({
  question: 'q',
  items: ['replicas'],
  checks: [{check: 'c'}],
  steps,
});
const factsOf = (...steps: readonly Step[]) => planOf({...input, scenario: scenarioOf(...steps)}).facts;

test('steps alone get the standard stages, with the declared rate per replica times the replicas here', (t) => {
  t.deepEqual(
    planOf(input).facts.stages.map(
      (it) => `${it.name} ${it.peaks}x ${it.ratePerSecond}/s ${it.atLeastMs / 1000}-${it.boundMs / 1000} s`,
    ),
    [
      // It goes on for two minutes at most until it is level.
      'warm-up 3x 128.57/s 15-137 s',
      'peak 1x 42.86/s 20-22 s',
      'control 3x 128.57/s 40-42 s',
      // How long the pods take to start is not known here: as long as a fault may be held.
      'fault 3x 128.57/s 20-512 s',
      'after 3x 128.57/s 30-32 s',
      'recovery 1x 42.86/s 20-22 s',
    ],
  );
});

test('three peaks mean the surge the profile declares', (t) => {
  t.deepEqual(
    planOf({...input, subject: {...subject, surge: 4}}).facts.stages.map((it) => it.peaks),
    [4, 1, 4, 4, 4, 1],
  );
});

test('every possible victim is named', (t) => {
  t.like(planOf(input).facts.steps, [
    {
      name: 'memory-exhaustion',
      stage: 'fault',
      what: 'memory-exhaustion',
      victims: ['a', 'b', 'c'].map((suffix) => ({
        kind: 'Pod',
        name: `web-5f-${suffix}`,
        namespace: 'shop',
        container: 'app',
      })),
      boundMs: 490_000,
      waitsMs: {when: 30_000, receipt: 30_000, until: 355_000},
    },
  ]);
});

test('a scenario’s own stages are taken as they are', (t) => {
  const stages = [
    {name: 'low', peaks: 1, atLeastMs: 5000},
    {
      name: 'high',
      peaks: 5.5,
      atLeastMs: 10_000,
      steps: [
        {inspection: 'ask', as: 'ask twice', on: {workload: 'web', pick: 1}, options: {times: 2}, withinMs: 4000},
      ],
    },
  ];
  const {facts: plan} = planOf({
    ...input,
    scenario: {question: 'q', items: ['resources'], checks: [{check: 'c'}], stages},
  });
  t.like(plan.stages[1], {name: 'high', peaks: 5.5, boundMs: 16_000});
  t.like(plan.steps, [
    {
      name: 'ask twice',
      stage: 'high',
      what: 'ask',
      kind: 'inspection',
      victims: [{kind: 'Pod', name: 'web-5f-b', namespace: 'shop', container: 'app'}],
      options: {times: 2},
      boundMs: 4000,
      waitsMs: {receipt: 4000},
    },
  ]);
});

test('a node fault names the nodes that may be hit, and holds count into the bound', (t) => {
  const [step] = factsOf({fault: 'node-kill', on: {node: {hosts: 'entry'}}, holdMs: 60_000}).steps;
  t.deepEqual(
    step?.victims,
    ['w1', 'w2', 'w3'].map((name) => ({kind: 'Node', name})),
  );
  t.is(step?.boundMs, 165_000);
});

test('a hold that waits for a condition counts with its bound and what comes after', (t) => {
  const hold = {until: {is: 'nodes-not-ready'}, withinMs: 70_000, thenMs: 20_000};
  t.is(factsOf({fault: 'node-kill', on: {node: {hosts: 'entry'}}, hold}).steps[0]?.boundMs, 195_000);
});

test('every fault but the first has time to wait for a subject that starts slowly', (t) => {
  const kill = {fault: 'pod-delete', on: {workload: 'entry'}, withinMs: 30_000} as const;
  const scenario = scenarioOf(kill, kill, kill);
  const bounds = (boundMs: number) =>
    planOf({...input, scenario, deploy: {...deploy, start: {ready: true, boundMs, tookMs: 1, why: []}}}).facts;
  const [usual, slow] = [bounds(60_000), bounds(200_000)];
  t.deepEqual(
    slow.steps.map((step, index) => step.boundMs - (usual.steps[index]?.boundMs ?? 0)),
    // Before and after its condition, and for what is added to the load until the subject is whole again.
    [140_000, 420_000, 420_000],
  );
  const fault = (plan: typeof slow) => plan.stages.find(({name}) => name === 'fault')?.boundMs ?? 0;
  t.is(fault(slow) - fault(usual), 980_000);
});

test('a selector that meets nothing plans no victim', (t) => {
  t.deepEqual(factsOf({fault: 'memory-exhaustion', on: {workload: 'cache'}}).steps[0]?.victims, []);
});
