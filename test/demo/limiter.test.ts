import test from 'ava';
import {limiter, Saturated} from '../../demo/shop/src/service/limiter.ts';

const options = {name: 'pool', places: 1, queue: 1, waitMs: 10_000};

test('one more than places and queue is turned away at once', async (t) => {
  const pool = limiter(options);
  const first = Promise.withResolvers<string>();
  const running = pool.run(() => first.promise);
  const waiting = pool.run(async () => 'second');
  t.deepEqual(pool.load(), {busy: 1, waiting: 1});
  await t.throwsAsync(
    pool.run(async () => 'third'),
    {instanceOf: Saturated},
  );
  first.resolve('first');
  t.deepEqual(await Promise.all([running, waiting]), ['first', 'second']);
  t.deepEqual(pool.load(), {busy: 0, waiting: 0});
});

test('a wait ends with Saturated when no place gets free in time', async (t) => {
  const pool = limiter({...options, waitMs: 1});
  const first = Promise.withResolvers<void>();
  const running = pool.run(() => first.promise);
  await t.throwsAsync(
    pool.run(async () => undefined),
    {instanceOf: Saturated, message: /within 1 ms/},
  );
  t.deepEqual(pool.load(), {busy: 1, waiting: 0});
  first.resolve();
  await running;
});

test('a task that fails gives its place back', async (t) => {
  const pool = limiter(options);
  await t.throwsAsync(pool.run(() => Promise.reject(new Error('broken'))));
  t.is(await pool.run(async () => 'next'), 'next');
});
