import test from 'ava';
import {known} from '../../src/run/known.ts';
import {discoverScenarios} from '../../src/scenario/discover.ts';
import {expectedMsOf, suiteOrder} from '../../src/scenario/order.ts';
import type {Scenario, Step} from '../../src/scenario/scenario.ts';

const discovered = discoverScenarios({builtIn: 'scenarios'}, known);

async function scenario(name: string): Promise<Scenario | undefined> {
  return (await discovered).find((one) => one.name === name)?.scenario;
}

async function stepsOf(name: string): Promise<readonly Step[]> {
  const it = await scenario(name);
  return it !== undefined && 'steps' in it ? it.steps : [];
}

test('pod-kill kills at least five times, by signal and by deletion, each only when the replicas are back', async (t) => {
  const steps = await stepsOf('pod-kill');
  t.true(steps.length >= 5);
  t.deepEqual([...new Set(steps.map(({fault = ''}) => fault))].toSorted(), ['container-kill', 'pod-delete']);
  for (const {when, until} of steps) t.deepEqual([when?.is, until?.is], ['steady', 'fully-recovered']);
  t.true(steps.some(({options}) => (options as {readonly graceSeconds?: number} | undefined)?.graceSeconds === 0));
});

for (const name of ['node-kill', 'zone-outage']) {
  test(`${name} keeps the power off until NotReady and 20 s`, async (t) => {
    const [step, ...others] = await stepsOf(name);
    const hold = {toSee: ['not-ready'], until: {is: 'nodes-not-ready'}, thenMs: 20_000};
    t.like(step, {fault: 'node-power-off', hold});
    t.deepEqual(others, []);
  });
}

test('the budget is asked in a step of its own after the drain, with all replicas', async (t) => {
  const [drain, evict] = await stepsOf('node-drain');
  t.is(drain?.fault, 'node-drain');
  t.like(evict, {fault: 'evict-until-refused', on: {workload: 'entry', pick: 'each'}});
});

test('baseline does nothing, and asks what the others ask of a subject at rest', async (t) => {
  t.deepEqual(await stepsOf('baseline'), []);
  const asked = new Set((await scenario('baseline'))?.checks.map(({check}) => check));
  for (const check of ['stays-up', 'availability', 'pdb-valid', 'spread', 'memory-headroom'])
    t.true(asked.has(check), check);
});

test('a suite of all ends with the nodes, and its stages alone take less than three quarters of an hour', async (t) => {
  const found = await discovered;
  const order = suiteOrder(found);
  t.is(order[0]?.name, 'baseline');
  t.deepEqual(
    order.slice(-3).map(({name}) => name),
    ['node-drain', 'node-kill', 'zone-outage'],
  );
  t.true(found.reduce((sum, one) => sum + expectedMsOf(one.scenario), 0) < 2_700_000);
});
