import test from 'ava';
import type {HistoryEvent} from '../../../src/history/events.ts';
import type {History} from '../../../src/history/history.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {html} from '../../../src/report/html.ts';
import {type Lane, lanes} from '../../../src/report/parts/lanes.ts';
import {emptyHistory, sampleHistory} from '../sample-history.ts';
import {sampleTrial} from '../sample.ts';

const range = {fromMs: 60_000, toMs: 180_000, bucketMs: 1000, buckets: 120};

interface Is {
  readonly ready?: boolean;
  readonly cordoned?: boolean;
  readonly ending?: boolean;
  readonly namespace?: string;
}

function object(
  kind: 'Node' | 'Pod',
  name: string,
  {ready = true, cordoned = false, ending = false, namespace = 'shop'}: Is = {},
): KubeObject {
  const status = {conditions: [{type: 'Ready', status: ready ? 'True' : 'False'}]};
  const place = kind === 'Pod' ? {namespace} : {};
  const end = ending ? {deletionTimestamp: '2026-11-25T10:00:00Z'} : {};
  const spec = kind === 'Pod' ? {nodeName: 'w1'} : cordoned ? {unschedulable: true} : {};
  return {apiVersion: 'v1', kind, metadata: {name, uid: name, ...place, ...end}, spec, status};
}

type Told = readonly [number, KubeObject, 'gone'?];

function history(...told: readonly Told[]): History {
  const events = told.map(([tMs, it, gone], seq): HistoryEvent => ({
    seq,
    tMs,
    kind: 'object',
    is: gone ?? 'present',
    object: it,
  }));
  return {...sampleHistory(), events};
}

const text = (all: readonly Lane[]): readonly string[] =>
  all.map(
    ({name, segments}) =>
      `${name}: ${segments.map(({state, fromMs, toMs}) => `${state} ${fromMs / 1000}-${toMs / 1000}`).join(', ')}`,
  );

test('a node is ready, not ready, cordoned; a pod starts, is ready, ends, is gone; nodes first', (t) => {
  const told: readonly Told[] = [
    [10_000, object('Node', 'w1')],
    [100_000, object('Node', 'w1', {ready: false})],
    [150_000, object('Node', 'w1', {cordoned: true})],
    [20_000, object('Pod', 'a')],
    [70_000, object('Pod', 'a', {ending: true})],
    [80_000, object('Pod', 'a', {ending: true}), 'gone'],
    [70_500, object('Pod', 'b', {ready: false})],
    [71_000, object('Pod', 'b', {ready: false})],
    [75_000, object('Pod', 'b')],
  ];
  t.deepEqual(text(lanes(history(...told), 'shop', range)), [
    'w1: ready 60-100, not-ready 100-150, cordoned 150-180',
    'a: ready 60-70, ending 70-80',
    'b: starting 70.5-75, ready 75-180',
  ]);
});

test('nothing happened, or nothing was seen: no lanes', (t) => {
  t.deepEqual(lanes(history([10_000, object('Node', 'w1')], [20_000, object('Pod', 'a')]), 'shop', range), []);
  t.deepEqual(lanes(emptyHistory(), 'shop', range), []);
  t.deepEqual(
    lanes(history([10_000, object('Pod', 'x', {namespace: 'kube-system', ready: false})]), 'shop', range),
    [],
  );
});

test('of too many lanes those in which nothing happened are left out', (t) => {
  const quiet = Array.from({length: 50}, (_, index): Told => [10_000, object('Pod', `quiet-${index}`)]);
  const found = lanes(history(...quiet, [90_000, object('Pod', 'zz', {ready: false})]), 'shop', range);
  t.is(found.length, 40);
  t.true(found.some(({name}) => name === 'zz'));
});

test('the page shows a bar for each in words too, the faults across them, and hostile names as text', (t) => {
  const name = `<img src=x onerror="alert(1)">`;
  const told = history([10_000, object('Pod', name)], [100_000, object('Pod', name, {ready: false})]);
  const trial = sampleTrial();
  const page = html(trial, told).get('report.html') ?? '';
  t.regex(
    page,
    /<section id="lanes">[\s\S]*aria-label="ready 0:0\d\.0 to 0:38\.0, not ready yet, or no longer 0:38\.0 to/,
  );
  t.regex(page, /class="lane-fault"[^>]*title="exceed-memory: /);
  t.false(page.includes('<img src=x'));
  t.false((html(trial, emptyHistory()).get('report.html') ?? '').includes('id="lanes"'));
});
