import test from 'ava';
import {silenceByChanceMs} from '../../../../src/judge/observed/load/silence.ts';

test('as long as nobody else serves, one failure is no chance; among two, fourteen in a row are not', (t) => {
  const load = {ratePerSecond: 2, sent: 160};
  t.is(silenceByChanceMs({...load, failingShare: 0}), 500);
  t.is(Math.round(silenceByChanceMs({...load, failingShare: 0.5}) / 500), 15);
  t.is(silenceByChanceMs({...load, failingShare: 1}), Number.POSITIVE_INFINITY);
  t.is(silenceByChanceMs({...load, sent: 0, failingShare: 0}), Number.POSITIVE_INFINITY);
});
