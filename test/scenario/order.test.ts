import test from 'ava';
import {expectedMsOf, suiteOrder} from '../../src/scenario/order.ts';
import type {Scenario, Step} from '../../src/scenario/scenario.ts';

const common = {question: 'q', items: ['replicas'], checks: [{check: 'c'}]} as const;
const steps = (...list: readonly Step[]): Scenario => ({...common, steps: list});
const hold = {until: {is: 'nodes-not-ready'}, withinMs: 70_000, thenMs: 20_000};
const pod: Step = {fault: 'pod-delete', on: {workload: 'entry'}, when: {is: 'steady'}, until: {is: 'slo-met-again'}};

test('the time of a scenario is that of its stages, a stage with steps as long as they take', (t) => {
  t.is(expectedMsOf(steps()), 152_000);
  t.is(expectedMsOf(steps(pod)), 152_000);
  t.is(expectedMsOf(steps(...Array.from({length: 5}, () => pod))), 152_000 - 20_000 + 5 * 17_000);
  t.is(expectedMsOf(steps({...pod, hold})), 152_000 - 20_000 + 87_000);
  t.is(expectedMsOf({...common, stages: [{name: 's', peaks: 1, atLeastMs: 5000}]}), 5000);
});

test('what leaves the cluster alone comes first, what takes nodes away last; of two alike the shorter first', (t) => {
  const named = Object.entries({
    'zone-outage': steps({...pod, on: {zone: {hosts: 'entry'}}, hold}),
    'node-kill': steps({...pod, on: {node: {hosts: 'entry'}}, hold}),
    'node-drain': steps({...pod, on: {node: {hosts: 'entry'}}}, {...pod, as: 'evict'}),
    'pod-kill': steps(...Array.from({length: 5}, () => pod)),
    'rolling-update': steps(pod),
    baseline: steps(),
  }).map(([name, scenario]) => ({name, scenario}));
  t.deepEqual(
    suiteOrder(named).map(({name}) => name),
    ['baseline', 'rolling-update', 'pod-kill', 'node-drain', 'node-kill', 'zone-outage'],
  );
});
