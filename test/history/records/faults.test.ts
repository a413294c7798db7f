import test from 'ava';
import type {EventBody} from '../../../src/history/events.ts';
import {
  faultInjected,
  faultMarked,
  faultNotDone,
  faultReceipt,
  faultsTold,
  faultUndo,
  lastFault,
} from '../../../src/history/records/faults.ts';
import {recorded} from './events.ts';

const victim = {kind: 'pod', name: 'web-1', uid: 'u1', node: 'w1'};
const effect = {takes: 'pods', by: 'deletion', pace: 'at-once', returns: 'by-replacement', orderly: true} as const;
const marked = faultMarked('kill', {
  fault: 'pod-delete',
  title: 'A pod deleted',
  effect,
  targets: [victim],
  excluded: [],
  mark: {},
});
const told = (...bodies: readonly EventBody[]) => faultsTold(recorded(...bodies).events).get('kill');

test('a fault is told as it was written', (t) => {
  const whole = [
    marked,
    faultInjected('kill', {pods: 1}),
    faultReceipt('kill', {pods: 1}, {pods: 0}),
    faultUndo('kill', 'undoing'),
    faultUndo('kill', 'undone'),
  ];
  t.deepEqual(told(...whole), {
    fault: 'pod-delete',
    effect,
    victims: [victim],
    is: 'proved',
    begunMs: 0,
    injectedMs: 1,
    provedMs: 2,
    undoingMs: 3,
    undoneMs: 4,
    receipt: {pods: 0},
    why: '',
    evidence: [0, 1, 2, 3, 4],
  });
  t.deepEqual(lastFault(recorded(...whole).events), {victims: [victim], markedMs: 0});
});

test('cut off, without a receipt, or not exercised, it is told as far as it came', (t) => {
  t.is(told(), undefined);
  t.like(told(marked), {is: 'missing', injectedMs: undefined, undoneMs: undefined});
  t.like(told(marked, faultInjected('kill', null), faultReceipt('kill', null, undefined)), {
    is: 'unproved',
    provedMs: undefined,
  });
  for (const is of ['not-exercised', 'not-applicable'] as const)
    t.like(told(faultNotDone('kill', is, {fault: 'pod-delete', why: 'no pod'})), {is, why: 'no pod'});
});

test('facts that no version of this program wrote are told as nothing', (t) => {
  for (const facts of [null, 'text', 7, [], {targets: 7, fault: 7, why: 7}]) {
    const foreign = told({kind: 'fault', step: 'kill', is: 'marked', facts});
    t.like(foreign, {fault: undefined, victims: [], is: 'missing', why: ''});
  }
  t.deepEqual(lastFault([]), {victims: [], markedMs: 0});
});
