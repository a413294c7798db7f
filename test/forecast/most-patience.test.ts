import test from 'ava';
import {mostPatienceMinutes, patienceText} from '../../src/forecast/most-patience.ts';

test('how to allow it is told in whole minutes, as far as anybody can ask for them', (t) => {
  t.is(patienceText(600_001), ': --patience 11 allows it');
  t.is(patienceText(mostPatienceMinutes * 60_000), ': --patience 60 allows it');
  t.is(patienceText(mostPatienceMinutes * 60_000 + 1), '');
});
