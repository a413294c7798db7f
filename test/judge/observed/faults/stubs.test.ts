import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import {stubCallsRead} from '../../../../src/history/records/stub-calls.ts';
import {faultsOf} from '../../../../src/judge/observed/faults/faults.ts';
import {partitionedOf} from '../../../../src/judge/observed/faults/partitioned.ts';
import {notExercised, notShown, shown} from '../../../../src/judge/shown.ts';
import {found, worst} from '../../expect.ts';
import {type Changes, memoryTrial} from '../../histories/memory.ts';
import {around} from '../../histories/scenes.ts';

const pod = {name: 'stub-payments', namespace: 'seatrial-system', uid: 'stub-uid', node: 'c'};
const calls = (number: number, undeclared = 0): EventBody =>
  stubCallsRead({
    dependency: 'payments',
    calls: number,
    errors: 2,
    undeclared,
    examples: undeclared > 0 ? {'GET /v2': undeclared} : {},
  });

/** The stub of a payment API is taken away from 61 to 89 s; it had so many calls by then, undefined: nobody knows. */
function loss(before: number | undefined, need: 'soft' | 'hard' = 'soft', after = before): Changes {
  return {
    subject: {dependencies: [{name: 'payments', kind: 'stub', need}]},
    deploy: {stubs: [{dependency: 'payments', pod}]},
    scene: {
      steps: [{name: need, what: 'pod-partition'}],
      events: around(need, 'pod-partition', [{kind: 'pod', ...pod}], [61_000, 61_800, 89_000]),
    },
    also: [
      ...(before === undefined ? [] : [[59_000, calls(before)] as const]),
      ...(after === undefined ? [] : [[90_000, calls(after, 3)] as const]),
    ],
  };
}

test('a stub that is taken away is a dependency like any other, soft or hard', (t) => {
  for (const need of ['soft', 'hard'] as const)
    t.like(partitionedOf(memoryTrial(loss(400, need))), [{of: need, name: 'payments'}]);
  t.is(worst(found('degrades', loss(400))), 'pass');
  const failing = {...loss(400), outcome: (tMs: number) => (tMs > 61_200 && tMs < 88_000 ? 'status' : 'ok') as 'ok'};
  t.is(worst(found('degrades', failing)), 'fail');
});

test('a stub that nobody had called, or whose calls nobody knows, was taken from nobody: not exercised', (t) => {
  t.like(faultsOf(memoryTrial(loss(400))), [{is: 'proved'}]);
  t.like(faultsOf(memoryTrial(loss(0, 'soft', 9))), [
    {is: 'not-exercised', why: 'nobody had called payments before it was taken away'},
  ]);
  t.like(faultsOf(memoryTrial(loss(undefined))), [
    {is: 'not-exercised', why: 'whether anybody calls payments is not known'},
  ]);
  t.is(worst(found('receipts', loss(0))), 'inconclusive');
});

test('a report tells what stood for a dependency, what it was asked for, and what that does not show', (t) => {
  const history = memoryTrial(loss(400));
  t.true(
    shown(history).includes(
      'A stub for payments: 400 calls, 2 answered 503 as declared, 3 answered 404 for want of a declared response: GET /v2 (3)',
    ),
  );
  t.true(notShown(history).includes('Capacity and failures of payments, which was not the real one'));
  t.false(notExercised(history).some((line) => line.includes('Nobody called')));
  t.true(
    notExercised(memoryTrial(loss(0))).includes(
      'Nobody called payments: nothing that the profile declares of it was asked for',
    ),
  );
  t.true(shown(memoryTrial(loss(undefined))).includes('A stub for payments; its calls were not counted'));
});
