import test from 'ava';
import {conditions} from '../../src/history/conditions/conditions.ts';
import type {EventBody, HistoryEvent} from '../../src/history/events.ts';
import {factsOf} from '../../src/history/facts.ts';
import {readingsOf, refOf} from '../../src/history/state.ts';
import {endOf, loadWindow, overlaps, phaseWindow, stageWindow} from '../../src/history/windows.ts';

const events = (...timed: readonly (readonly [number, EventBody])[]): {readonly events: readonly HistoryEvent[]} => ({
  events: timed.map(([tMs, body], seq) => ({seq, tMs, ...body})),
});
const tallies = (...bad: readonly number[]): readonly HistoryEvent[] =>
  events(
    ...Array.from({length: 15}, (_, second): readonly [number, EventBody] => [
      second * 1000,
      {kind: 'tally', planned: 100, outcomes: bad.includes(second) ? {ok: 90, 'timed-out': 10} : {ok: 100}, lagMs: 0},
    ]),
  ).events;
const moment = {sinceMs: 0, nowMs: 15_000, availability: 0.999};

test('steady: ten good seconds in a row up to now, and what was seen otherwise', (t) => {
  t.true(conditions.steady(tallies(), moment).holds);
  t.true(conditions.steady(tallies(4), moment).holds);
  const not = conditions.steady(tallies(5), moment);
  t.false(not.holds);
  t.regex(not.seen, /9 good seconds/);
  t.regex(conditions.steady([], moment).seen, /no tally/);
});

test('steady: a second without successes, or mostly unfinished, is not good', (t) => {
  const idle = tallies().map((event) => ({...event, planned: 0, outcomes: {}}) as HistoryEvent);
  t.false(conditions.steady(idle, moment).holds);
  const open = tallies().map((event) => ({...event, outcomes: {ok: 80}}) as HistoryEvent);
  t.false(conditions.steady(open, moment).holds);
});

test('slo-met-again counts from the begin of the waiting; elapsed knows only time', (t) => {
  t.false(conditions['slo-met-again'](tallies(), {...moment, sinceMs: 6000}).holds);
  t.true(conditions['slo-met-again'](tallies(), {...moment, sinceMs: 5000}).holds);
  t.true(conditions.elapsed([], {...moment, options: {ms: 15_000}}).holds);
  t.false(conditions.elapsed([], {...moment, options: {ms: 15_001}}).holds);
});

test('windows: begun to ended, to the last event without an end, undefined without a begin', (t) => {
  const history = events(
    [0, {kind: 'phase', name: 'deploy', is: 'begun'}],
    [5, {kind: 'phase', name: 'deploy', is: 'failed'}],
    [10, {kind: 'stage', name: 'peak', is: 'begun'}],
    [20, {kind: 'stage', name: 'peak', is: 'ended'}],
    [20, {kind: 'stage', name: 'control', is: 'begun'}],
    [25, {kind: 'fault', step: 's', is: 'marked', facts: {}}],
    [26, {kind: 'fault', step: 's', is: 'injected', facts: {}}],
    [30, {kind: 'line', source: 'x', text: ''}],
  );
  t.deepEqual(phaseWindow(history, 'deploy'), [0, 5]);
  t.deepEqual(stageWindow(history, 'peak'), [10, 20]);
  t.deepEqual(stageWindow(history, 'control'), [20, 30]);
  t.is(stageWindow(history, 'after'), undefined);
  t.deepEqual(loadWindow(history), [10, 30]);
  t.is(loadWindow({events: []}), undefined);
  t.is(endOf({events: []}), 0);
  t.true(overlaps([0, 5], [5, 6]));
  t.false(overlaps([0, 5], [5.1, 6]));
});

test('readings of one kind, in one namespace, in order', (t) => {
  const pod = (uid: string, namespace: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'p', namespace, uid},
  });
  const history = events(
    [1, {kind: 'object', is: 'present', object: pod('a', 'n')}],
    [2, {kind: 'object', is: 'present', object: pod('b', 'other')}],
    [3, {kind: 'object', is: 'gone', object: pod('a', 'n')}],
    [4, {kind: 'object', is: 'present', object: {...pod('c', 'n'), kind: 'Service'}}],
  );
  t.deepEqual(
    readingsOf(history, 'Pod', 'n').map(({tMs, is}) => [tMs, is]),
    [
      [1, 'present'],
      [3, 'gone'],
    ],
  );
  t.is(readingsOf(history, 'Pod').length, 3);
  t.deepEqual(refOf(pod('a', 'n')), {kind: 'Pod', name: 'p', namespace: 'n', uid: 'a'});
});

test('facts: those of phases that ended, and none of a phase that failed', (t) => {
  const history = events(
    [0, {kind: 'trial', name: 't', is: 'begun', facts: {id: 't'}}],
    [1, {kind: 'phase', name: 'plan', is: 'ended', facts: {stages: []}}],
    [2, {kind: 'phase', name: 'deploy', is: 'failed', facts: {error: 'x'}}],
    [3, {kind: 'trial', name: 't', is: 'ended', facts: {status: 'completed'}}],
  );
  t.deepEqual(factsOf(history), {trial: {id: 't'}, plan: {stages: []}} as never);
});
