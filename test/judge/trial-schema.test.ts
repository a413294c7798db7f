import test from 'ava';
import {judge} from '../../src/judge/judge.ts';
import {trialJsonSchema, trialSchema} from '../../src/judge/trial-schema.ts';
import {historyFactsSchema} from '../../src/history/facts-schema.ts';
import {factsIn} from '../../src/history/facts.ts';
import {checks} from '../../src/judge/checks/checks.ts';
import {kernelLine, redis} from './histories/survival.ts';
import {nothing, memoryTrial} from './histories/memory.ts';

const all = Object.keys(checks);

test('what the judge writes is what the schema promises', (t) => {
  const trials = [
    memoryTrial({checks: all}),
    memoryTrial({checks: all, also: [[40_000, kernelLine(redis)]]}),
    memoryTrial({checks: all, until: 70_000}),
    nothing(),
  ];
  for (const history of trials) {
    const stored = JSON.parse(JSON.stringify(judge(history))) as unknown;
    t.notThrows(() => trialSchema.parse(stored));
    t.deepEqual(trialSchema.parse(stored), stored);
  }
});

test('every history of ours has the facts that a reader demands', (t) => {
  for (const event of [memoryTrial({checks: all}), nothing()].flatMap(({events}) => events)) {
    const key = factsIn(event);
    if (key !== undefined)
      t.notThrows(() => historyFactsSchema[key].parse((event as {readonly facts?: unknown}).facts));
  }
});

test('a field the schema does not know is refused', (t) => {
  t.throws(() => trialSchema.parse({...judge(memoryTrial()), surprise: 1}));
  t.like(trialJsonSchema(), {type: 'object', additionalProperties: false});
});
