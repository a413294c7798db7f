import test from 'ava';
import {stubCalls, stubCallsBy, stubCallsRead} from '../../../src/history/records/stub-calls.ts';
import {foreign, recorded} from './events.ts';

const read = {dependency: 'payments', calls: 7, errors: 1, undeclared: 2, examples: {'GET /v2': 2}};

test('what is written of a stub is read again, and what it had been asked for at a time', (t) => {
  const history = recorded(
    stubCallsRead({...read, calls: 0}),
    stubCallsRead({...read, dependency: 'mail'}),
    stubCallsRead(read),
  );
  t.deepEqual(stubCalls(history).at(-1), {...read, seq: 2, tMs: 2});
  t.is(stubCallsBy(history, 'payments', 1)?.calls, 0);
  t.is(stubCallsBy(history, 'payments')?.calls, 7);
  t.is(stubCallsBy(history, 'storage'), undefined);
});

test('a foreign answer counts as no call of nobody', (t) => {
  for (const one of stubCalls(recorded(...foreign('calls'))))
    t.like(one, {dependency: '', calls: 0, errors: 0, undeclared: 0, examples: {}});
});
