import test from 'ava';
import type {EventBody, HistoryEvent} from '../../src/history/events.ts';
import {stageAt, stagesRun} from '../../src/history/stages.ts';

const planned = ['peak', 'control', 'after'].map((name) => ({
  name,
  peaks: 1,
  ratePerSecond: 10,
  atLeastMs: 10,
  boundMs: 20,
}));
const timed: readonly (readonly [number, EventBody])[] = [
  [5, {kind: 'phase', name: 'plan', is: 'ended', facts: {stages: planned, steps: []}}],
  [10, {kind: 'stage', name: 'peak', is: 'begun'}],
  [20, {kind: 'stage', name: 'peak', is: 'ended'}],
  [25, {kind: 'stage', name: 'control', is: 'begun'}],
  [30, {kind: 'line', source: 'kubelet', text: 'the last event'}],
];
const history = {events: timed.map(([tMs, body], seq): HistoryEvent => ({seq, tMs, ...body}))};

test('the stages that ran are those of the plan that have begun; one without an end lasts to the last event', (t) => {
  t.deepEqual(
    stagesRun(history).map(({name, windowMs}) => [name, windowMs]),
    [
      ['peak', [10, 20]],
      ['control', [25, 30]],
    ],
  );
  t.deepEqual(stagesRun({events: []}), []);
});

test('between two stages none ran', (t) => {
  t.deepEqual(
    [9, 10, 20, 22, 30].map((tMs) => stageAt(history, tMs)?.name),
    [undefined, 'peak', 'peak', undefined, 'control'],
  );
});
