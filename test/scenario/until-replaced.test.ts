import test from 'ava';
import type {Scenario} from '../../src/scenario/scenario.ts';
import {untilReplaced} from '../../src/scenario/until-replaced.ts';

const hold = {until: {is: 'nodes-not-ready'}, withinMs: 75_000, thenMs: 20_000};
const common = {question: 'q', items: ['replicas'], checks: [{check: 'c'}]} as const;
const node = {fault: 'node-power-off', on: {node: {hosts: 'entry'}}, hold};
const pod = {
  fault: 'container-pause',
  on: {workload: 'entry'},
  hold: {until: {is: 'container-restarted'}, withinMs: 75_000},
};

test('what is held is held until it is replaced, in steps and in stages; nothing else changes', (t) => {
  const longer = {...node, hold: {until: {is: 'replaced'}, withinMs: 600_000, thenMs: 20_000}};
  t.deepEqual(untilReplaced({...common, steps: [node, pod]}), {...common, steps: [longer, pod]});
  const forecast = {...node, hold: {toSee: ['not-ready'], until: {is: 'nodes-not-ready'}, thenMs: 20_000}} as const;
  const seen = {toSee: ['not-ready', 'replacement'], until: {is: 'replaced'}, thenMs: 20_000};
  t.like(untilReplaced({...common, steps: [forecast]}), {steps: [{hold: seen}]});
  const stages = [
    {name: 'peak', peaks: 1, atLeastMs: 1},
    {name: 'fault', peaks: 3, atLeastMs: 1, steps: [node]},
  ];
  const scenario: Scenario = {...common, stages};
  t.deepEqual(untilReplaced(scenario), {
    ...common,
    stages: [stages[0], {...stages[1], steps: [longer]}],
  } as unknown as Scenario);
});
