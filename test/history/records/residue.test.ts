import test from 'ava';
import {lastResidue, residueAnswer} from '../../../src/history/records/residue.ts';
import {foreign, recorded} from './events.ts';

const left = [{kind: 'stopped', on: 'w1', what: '7 999 web'}];

test('the last look is read as it was written; without a look there is nothing', (t) => {
  t.is(lastResidue(recorded()), undefined);
  t.deepEqual(lastResidue(recorded(residueAnswer({left: []}), residueAnswer({left}))), {
    seq: 1,
    tMs: 1,
    answer: {left},
  });
  t.deepEqual(lastResidue(recorded(residueAnswer({error: 'no engine'})))?.answer, {error: 'no engine'});
});

test('a foreign answer is a look that failed', (t) => {
  for (const event of foreign('residue')) t.deepEqual(lastResidue(recorded(event))?.answer, {error: ''});
});
