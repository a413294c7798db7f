import test from 'ava';
import {mostPatienceMinutes, patienceFor} from '../../src/forecast/most-patience.ts';

test('how to allow it is told in whole minutes, as far as anybody can ask for them', (t) => {
  t.is(patienceFor(600_001), ': --patience 11 allows it');
  t.is(patienceFor(mostPatienceMinutes * 60_000), ': --patience 60 allows it');
  t.is(patienceFor(mostPatienceMinutes * 60_000 + 1), '');
});
