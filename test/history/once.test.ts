import test from 'ava';
import type {HistoryEvent} from '../../src/history/events.ts';
import {factsOf} from '../../src/history/facts.ts';
import {once} from '../../src/history/once.ts';

const event: HistoryEvent = {seq: 0, tMs: 0, kind: 'phase', name: 'plan', is: 'ended', facts: {stages: [], steps: []}};

test('a reading of the same events is made once, also through another object that holds them', (t) => {
  let made = 0;
  const count = once(({events}) => {
    made += 1;
    return events.length;
  });
  const events = [event];
  t.deepEqual([count({events}), count({events}), count({events: [event, event]})], [1, 1, 2]);
  t.is(made, 2);
});

test('while a trial runs its events grow, and the facts with them', (t) => {
  const events: HistoryEvent[] = [];
  t.deepEqual(factsOf({events}), {});
  events.push(event);
  t.deepEqual(factsOf({events}), {plan: {stages: [], steps: []}});
});
