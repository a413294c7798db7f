import test from 'ava';
import {recentlySeen} from '../../demo/shop/src/orders/recently-seen.ts';

test('a value is there until its time is over; noting it again begins anew', (t) => {
  let now = 0;
  const seen = recentlySeen<string, number>({most: 9, forMs: 100, now: () => now});
  t.is(seen.get('a'), undefined);
  seen.note('a', 1);
  now = 100;
  t.is(seen.get('a'), 1);
  seen.note('a', 2);
  now = 200;
  t.is(seen.get('a'), 2);
  now = 201;
  t.is(seen.get('a'), undefined);
});

test('of too many the one noted longest ago goes', (t) => {
  const seen = recentlySeen<string, number>({most: 2, forMs: 100, now: () => 0});
  for (const key of ['a', 'b', 'a', 'c']) seen.note(key, 1);
  t.deepEqual([seen.get('a'), seen.get('b'), seen.get('c')], [1, undefined, 1]);
});
