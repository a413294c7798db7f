import test from 'ava';
import {cumulated, draw, pick} from '../../../src/load/embedded/mix.ts';

const draws = Array.from({length: 20_000}, (_, index) => draw(7, 1, index, 1));

test('draws lie in [0, 1) and spread evenly', (t) => {
  t.true(draws.every((value) => value >= 0 && value < 1));
  const tenths = Array.from(
    {length: 10},
    (_, tenth) => draws.filter((value) => Math.floor(value * 10) === tenth).length,
  );
  t.true(
    tenths.every((count) => count > 1850 && count < 2150),
    String(tenths),
  );
});

test('the same arguments draw the same, others another', (t) => {
  t.is(draw(7, 1, 5, 1), draw(7, 1, 5, 1));
  t.is(new Set([draw(7, 1, 5, 1), draw(8, 1, 5, 1), draw(7, 2, 5, 1), draw(7, 1, 6, 1), draw(7, 1, 5, 2)]).size, 5);
});

test('requests are picked by their weights, and never one of weight 0', (t) => {
  const shares = cumulated([0, 3, 1, 0]);
  const picked = [0, 0, 0, 0];
  for (const value of draws) picked[pick(shares, value)]! += 1;
  t.is(picked[0], 0);
  t.is(picked[3], 0);
  t.true(Math.abs(picked[1]! / draws.length - 0.75) < 0.02);
});
