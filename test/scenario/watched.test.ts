import test from 'ava';
import baseline from '../../scenarios/baseline.ts';
import oom from '../../scenarios/oom.ts';
import podKill from '../../scenarios/pod-kill.ts';
import type {Scenario} from '../../src/scenario/scenario.ts';
import {stagesOf} from '../../src/scenario/stages.ts';
import {memoryKnown, untilMemoryKnown, watched} from '../../src/scenario/watched.ts';

for (const [name, scenario] of Object.entries({oom, baseline} satisfies Record<string, Scenario>)) {
  test(`${name}: the control lasts as long as is given, and nothing else changes`, (t) => {
    const before = stagesOf(scenario);
    const after = stagesOf(watched(scenario, 720_000));
    t.deepEqual(
      after,
      before.map((stage) => (stage.name === 'control' ? {...stage, atLeastMs: 720_000} : stage)),
    );
    t.deepEqual(watched(scenario, 720_000).checks, scenario.checks);
  });
}

test('less than it lasts anyway changes nothing', (t) => {
  t.deepEqual(stagesOf(watched(oom, 1000)), stagesOf(oom));
});

test('a scenario that asks for no leak is left alone', (t) => {
  t.is(watched(podKill, 720_000), podKill as Scenario);
});

test('of stages of one’s own the first at the surge without ramp and steps is longer', (t) => {
  const stages = [
    {name: 'ramp', peaks: 3, rampMs: 5000, atLeastMs: 10_000},
    {name: 'fault', peaks: 3, atLeastMs: 10_000, steps: [{fault: 'pod-delete', on: {workload: 'entry'}}]},
    {name: 'calm', peaks: 3, atLeastMs: 10_000},
    {name: 'after', peaks: 3, atLeastMs: 10_000},
  ];
  const scenario: Scenario = {question: 'q', items: ['resources'], checks: [{check: 'memory-leak'}], stages};
  const lengths = stagesOf(watched(scenario, 60_000)).map(({atLeastMs}) => atLeastMs);
  t.deepEqual(lengths, [10_000, 10_000, 60_000, 10_000]);
});

test('the last quiet stage at the surge goes on until memory is known, where a leak is asked for', (t) => {
  const waits = (scenario: Scenario) =>
    untilMemoryKnown(stagesOf(scenario), scenario).flatMap(({name, until}) =>
      until === undefined ? [] : [`${name} ${until.is}`],
    );
  for (const scenario of [oom, baseline]) t.deepEqual(waits(scenario), ['warm-up level', `after ${memoryKnown}`]);
  t.deepEqual(waits(podKill), ['warm-up level']);
  const own = {name: 'mine', peaks: 3, atLeastMs: 10_000, until: {is: 'elapsed', options: {ms: 5}}};
  const scenario: Scenario = {question: 'q', items: ['resources'], checks: [{check: 'memory-leak'}], stages: [own]};
  t.deepEqual(waits(scenario), ['mine elapsed'], 'a condition of its own stays');
});
