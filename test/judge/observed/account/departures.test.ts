import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import {departureIn, departuresOf} from '../../../../src/judge/observed/account/departures.ts';
import {type Changes, memoryTrial} from '../../histories/memory.ts';
import {nodeOf, sliceOf} from '../../histories/objects.ts';
import {containerKill, drain, nothingDone, one, podDelete, powerOff, rollOut} from '../../histories/scenes.ts';
import {podOf, pods} from '../../histories/survival.ts';

const of = (changes: Changes) =>
  departuresOf(memoryTrial(changes)).map((departure) => [
    departure.replica.name,
    departure.by,
    departure.by === 'ending' ? departure.ending.by : departure.by === 'pod-end' ? departure.podEnd.by : undefined,
  ]);
const left = (...also: NonNullable<Changes['also']>): Changes => ({...nothingDone, also});
const unready = podOf(one, {ready: false});
const out: EventBody = sliceOf(pods, [one]);

test('readiness took it out: its containers ran on, and its pod was not ready', (t) => {
  t.deepEqual(of(left([70_000, unready], [70_100, out])), [[one.name, 'readiness', undefined]]);
  t.deepEqual(
    of(left([70_100, out], [70_600, unready])),
    [[one.name, 'readiness', undefined]],
    'told in another order',
  );
  const again = left([70_000, unready], [70_400, podOf(one)], [71_500, out]);
  t.deepEqual(of(again), [[one.name, 'readiness', undefined]], 'ready again by then');
});

test('a container of it ended, its node was lost, or its own end was asked for', (t) => {
  t.deepEqual(of(containerKill()), [[one.name, 'ending', 'step']]);
  const died = podOf(one, {restarts: 1, ready: false, reason: 'Error'});
  t.deepEqual(of(left([70_000, died], [70_100, out])), [[one.name, 'ending', 'unknown']]);
  t.deepEqual(of(left([69_000, nodeOf(one.node, {ready: false})], [70_000, unready], [70_100, out])), [
    [one.name, 'node', undefined],
  ]);
  t.deepEqual(of(powerOff()), [['gateway-abc-2', 'node', undefined]]);
  t.deepEqual(of(podDelete()), [[one.name, 'pod-end', 'step']]);
  t.deepEqual(of(drain()), [[one.name, 'pod-end', 'step']]);
  t.deepEqual(
    of(rollOut()).map(([, by, who]) => [by, who]),
    Array.from({length: 3}, () => ['pod-end', 'step']),
  );
});

test('who was restarted long before and is taken out by its readiness now was not taken out by that end', (t) => {
  const before = podOf(one, {restarts: 1, reason: 'Error'});
  const now = podOf(one, {restarts: 1, ready: false, reason: 'Error'});
  t.deepEqual(of(left([62_000, before], [70_000, now], [70_100, out])), [[one.name, 'readiness', undefined]]);
});

test('a pod that says nothing of why is unknown; a pod that stayed has no departure', (t) => {
  t.deepEqual(of(left([70_100, out])), [[one.name, 'unknown', undefined]]);
  const history = memoryTrial(left([70_000, unready], [70_100, out]));
  t.is(departureIn(history, one.uid, [65_000, 90_000])?.tMs, 70_100);
  t.is(departureIn(history, one.uid, [75_000, 90_000]), undefined);
});
