import test from 'ava';
import {nameOfStep, type Step} from '../../src/scenario/scenario.ts';
import {repeatThin} from '../../src/scenario/repeats.ts';
import {quickPatience} from '../../src/scenario/patience.ts';
import {deploy, deployed, pod} from './field.ts';

const roll: Step = {
  fault: 'rolling-restart',
  on: {workload: 'entry', pick: 'each'},
  when: {is: 'steady'},
  until: {is: 'fully-recovered'},
  again: true,
};
const remove: Step = {...roll, fault: 'pod-delete', on: {workload: 'entry', pick: 0}};

/** The names of the steps at a rate. */
const at = (ratePerSecond: number, steps: readonly Step[], changes: Partial<typeof deployed> = {}) =>
  repeatThin([{name: 'fault', peaks: 3, atLeastMs: 20_000, steps}], {...deployed, ...changes}, () => ratePerSecond)
    .flatMap((stage) => stage.steps ?? [])
    .map(nameOfStep);

test('a step that ends pods is done once where its load shows what they lose, and again where it does not', (t) => {
  t.deepEqual(at(120, [remove]), ['pod-delete']);
  t.deepEqual(at(30, [remove]), ['pod-delete', 'pod-delete/2']);
  t.deepEqual(at(30, [roll]), ['rolling-restart'], 'all three end');
  t.deepEqual(at(8, [roll]), ['rolling-restart', 'rolling-restart/2']);
});

test('where nothing is sent nothing more would show', (t) => {
  t.deepEqual(at(0, [roll]), ['rolling-restart']);
});

test('never more than five times, nor longer than a fault may be held', (t) => {
  t.is(at(1, [remove]).length, 5);
  t.is(at(1, [remove], {patience: quickPatience}).length, 5);
  t.is(at(1, [remove], {patience: {...quickPatience, holdMs: 75_000}}).length, 3);
});

test('steps that do the same count, with other options they do not', (t) => {
  const first: Step = {fault: 'pod-delete', as: 'delete-1', on: remove.on, until: {is: 'fully-recovered'}};
  const atOnce = {...first, as: 'at-once', options: {graceSeconds: 0}};
  t.deepEqual(at(30, [first, {...remove, as: 'delete-2'}]), ['delete-1', 'delete-2']);
  t.deepEqual(at(30, [atOnce, {...remove, as: 'delete-2'}]), ['at-once', 'delete-2', 'delete-2/2']);
  t.deepEqual(at(30, [first]), ['delete-1'], 'only what says so');
});

test('an eviction ends one at least, a drain those of the fullest node', (t) => {
  const evict: Step = {...roll, fault: 'evict-until-refused'};
  t.is(at(30, [evict]).length, 2);
  const drain: Step = {...roll, fault: 'node-drain', on: {node: {hosts: 'entry'}}};
  t.is(at(30, [drain]).length, 2);
  const objects = [pod('web', 'a', 'w1'), pod('web', 'b', 'w1'), pod('web', 'c', 'w1')];
  t.is(at(30, [drain], {deploy: {...deploy, objects}}).length, 1);
});
