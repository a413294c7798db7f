import test from 'ava';
import {bitmapPool} from '../../demo/shop/src/gateway/bitmap-pool.ts';
import {trail} from '../../demo/shop/src/orders/trail.ts';

test('a bitmap is used again, and freed when nobody has needed it for long', (t) => {
  let now = 0;
  const pool = bitmapPool({bytes: 1024, idleMs: 500, now: () => now});
  const [first, second] = [pool.take(), pool.take()];
  pool.give(first);
  now = 400;
  pool.give(second);
  t.is(pool.take(), second);
  pool.give(second);
  now = 600;
  pool.trim();
  t.is(pool.idle(), 1);
  t.is(first.byteLength, 0);
  t.is(second.byteLength, 1024);
});

test('the trail keeps the newest pages only', (t) => {
  const visits = trail(3);
  for (let visit = 0; visit < 10; visit += 1) visits.note(`page ${visit}`);
  t.is(visits.length(), 3);
});
