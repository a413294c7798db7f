import test from 'ava';
import {UsageError} from '../../src/system/errors.ts';
import {validateScenario} from '../../src/scenario/validate.ts';

const known = {faults: ['memory-exhaustion'], inspections: ['evict'], checks: ['no-oom-kill', 'availability']};
const good = {
  question: 'q',
  items: ['resources'],
  checks: [{check: 'no-oom-kill'}],
  steps: [{fault: 'memory-exhaustion', on: {workload: 'entry'}}],
};

test('a valid scenario is given back as it is', (t) => {
  t.deepEqual(validateScenario(good, 'a.ts', known), good as unknown as ReturnType<typeof validateScenario>);
});

const refused = test.macro((t, exported: unknown, ...expected: readonly string[]) => {
  const error = t.throws(() => validateScenario(exported, 'a.ts', known), {instanceOf: UsageError});
  t.deepEqual(
    error?.message.split('\n').slice(1),
    expected.map((it) => `a.ts: ${it}`),
  );
});

test('no default export', refused, undefined, 'expected the default export to be a map, got nothing');
test(
  'an unknown check',
  refused,
  {...good, checks: [{check: 'no-oom-kil'}]},
  'expected checks[0].check to be one of no-oom-kill, availability, got "no-oom-kil"; did you mean "no-oom-kill"?',
);
test(
  'an unknown fault',
  refused,
  {...good, steps: [{fault: 'x', on: {workload: 'entry'}}]},
  'expected steps[0].fault to be one of memory-exhaustion, got "x"',
);
test(
  'no checks',
  refused,
  {...good, checks: []},
  'expected checks to be a list with at least 1 item, got an empty list',
);
test(
  'an unknown item',
  refused,
  {...good, items: ['speed']},
  'expected items[0] to be one of resources, health, rbac, replicas, observability, security, got "speed"',
);
test(
  'an unknown condition',
  refused,
  {...good, steps: [{...good.steps[0], when: {is: 'calm'}}]},
  'expected steps[0].when.is to be one of steady, slo-met-again, fully-recovered, nodes-not-ready, replaced, container-restarted, probes-ask, elapsed, level, carried, got "calm"',
);
test(
  'a selector of no kind',
  refused,
  {...good, steps: [{fault: 'memory-exhaustion', on: {pod: 'x'}}]},
  'expected steps[0].on to be a selector: {workload, container?, pick?}, {every: container}, {dependency, name?}, {node: {hosts}} or {zone: {hosts}}, got a map',
);
test(
  'a step that is both',
  refused,
  {...good, steps: [{...good.steps[0], inspection: 'evict'}]},
  'expected steps[0] to be a step with either a fault or an inspection, got a map',
);
test(
  'names of before',
  refused,
  {
    ...good,
    checks: [{check: 'sheds-in-time'}],
    steps: undefined,
    stages: [
      {
        name: 'calm',
        peaks: 1,
        atLeastMs: 1,
        steps: [{fault: 'node-freeze', on: {workload: 'entry'}, until: {is: 'whole-again'}}],
      },
    ],
  },
  'The check sheds-in-time is called fails-fast now (checks[0].check)',
  'The stage calm is called peak now (stages[0].name)',
  'The fault node-freeze is called node-pause now (stages[0].steps[0].fault)',
  'The condition whole-again is called fully-recovered now (stages[0].steps[0].until.is)',
);
test(
  'an unknown inspection',
  refused,
  {...good, steps: [{inspection: 'evit', on: {workload: 'entry'}}]},
  'expected steps[0].inspection to be one of evict, got "evit"; did you mean "evict"?',
);
test(
  'an inspection that is held',
  refused,
  {...good, steps: [{inspection: 'evict', on: {workload: 'entry'}, holdMs: 1000}]},
  'expected steps[0] to be an inspection without holdMs and hold: it leaves nothing that could be held, got a map',
);
test('an unknown key', refused, {...good, speed: 1}, 'expected a known key in the scenario, got "speed"');
test(
  'a hold beyond an hour',
  refused,
  {...good, steps: [{...good.steps[0], holdMs: 3_600_001}]},
  'expected steps[0].holdMs to be a number of at most 3600000, got 3600001',
);
test(
  'two ways to hold',
  refused,
  {...good, steps: [{...good.steps[0], holdMs: 1, hold: {until: {is: 'steady'}, withinMs: 1}}]},
  'expected steps[0] to be a step with either holdMs or hold, got a map',
);
for (const hold of [
  {toSee: ['restart'], withinMs: 1, until: {is: 'steady'}},
  {until: {is: 'steady'}},
  {until: {is: 'steady'}, withinMs: 1, atLeastMs: 1},
]) {
  test(
    `a hold that is neither forecast nor stated: ${Object.keys(hold).join(', ')}`,
    refused,
    {...good, steps: [{...good.steps[0], hold}]},
    'expected steps[0].hold to be a hold with either toSee (and atLeastMs), or until and withinMs, got a map',
  );
}
test(
  'a time without an end',
  refused,
  {...good, steps: [{...good.steps[0], hold: {withinMs: 1}}]},
  'expected steps[0].hold to be a hold of withinMs with until, got a map',
);
test(
  'two steps of one name',
  refused,
  {...good, steps: [good.steps[0], good.steps[0]]},
  'expected the default export to be a scenario whose steps have names of their own (`as`), got a map',
);
const stage = {name: 's', peaks: 1, atLeastMs: 1};
test(
  'steps and stages',
  refused,
  {...good, stages: [stage]},
  'expected the default export to be a scenario with either steps or stages, got a map',
);
test(
  'two stages of one name',
  refused,
  {...good, steps: undefined, stages: [stage, stage]},
  'expected stages to be stages with names of their own, got a list',
);
test(
  'all at once',
  refused,
  {...good, question: '', items: []},
  'expected question to be not empty, got ""',
  'expected items to be a list with at least 1 item, got an empty list',
);
