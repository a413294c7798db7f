import test from 'ava';
import {conditions} from '../../src/history/conditions.ts';
import type {EventBody, HistoryEvent} from '../../src/history/events.ts';
import type {Json} from '../../src/objects/kube-object.ts';
import {deploy, pod} from '../scenario/field.ts';

const history = (...bodies: readonly EventBody[]): readonly HistoryEvent[] => bodies.map((body, seq) => ({seq, tMs: seq * 1000, ...body}));

const node = (name: string, status: string, is: 'present' | 'gone' = 'present'): EventBody => ({
  kind: 'object',
  is,
  object: {apiVersion: 'v1', kind: 'Node', metadata: {name, uid: name}, status: {conditions: [{type: 'Ready', status}]}},
});
const marked = (...names: readonly string[]): EventBody => ({
  kind: 'fault',
  step: 'node-power-off',
  is: 'marked',
  facts: {fault: 'node-power-off', targets: names.map((name) => ({kind: 'node', name, uid: name, node: name}))},
});
const deployed: EventBody = {kind: 'phase', name: 'deploy', is: 'ended', facts: deploy as unknown as Json};
const seen = (object: ReturnType<typeof pod>, is: 'present' | 'gone' = 'present'): EventBody => ({kind: 'object', is, object});

test('nodes-not-ready: holds when the API says so of every node that the last fault acts on', (t) => {
  const before = [node('w1', 'True'), node('w2', 'True'), marked('w1', 'w2'), node('w1', 'Unknown')];
  const not = conditions['nodes-not-ready'](history(...before));
  t.false(not.holds);
  t.regex(not.seen, /still Ready: w2/);
  t.true(conditions['nodes-not-ready'](history(...before, node('w2', 'False'))).holds);
});

test('nodes-not-ready: never without a node, on an empty history, or for a node that was never seen', (t) => {
  t.false(conditions['nodes-not-ready']([]).holds);
  t.false(conditions['nodes-not-ready'](history(node('w1', 'Unknown'))).holds);
  t.false(conditions['nodes-not-ready'](history(marked('w1'))).holds);
});

test('replaced: as many ready pods on other nodes as there are replicas', (t) => {
  const begun = [deployed, ...['a', 'b', 'c'].map((suffix, index) => seen(pod('web', suffix, `w${index + 1}`))), marked('w1')];
  t.false(conditions.replaced(history(...begun)).holds);
  const unready = seen(pod('web', 'd', 'w4', {ready: false}));
  t.false(conditions.replaced(history(...begun, unready)).holds);
  const back = seen(pod('web', 'd', 'w4'));
  t.true(conditions.replaced(history(...begun, unready, back)).holds);
  t.false(conditions.replaced(history(...begun, back, seen(pod('web', 'b', 'w2'), 'gone'))).holds);
  t.false(conditions.replaced(history(...begun, seen(pod('db', 'd', 'w4')))).holds);
});

test('replaced: never before the subject is deployed', (t) => {
  t.false(conditions.replaced([]).holds);
});
