import test from 'ava';
import type {Cache} from '../../demo/shop/src/orders/cache.ts';
import type {Database} from '../../demo/shop/src/orders/database.ts';
import {products} from '../../demo/shop/src/orders/products.ts';
import {limiter, Saturated} from '../../demo/shop/src/service/limiter.ts';

const plain = {id: 3, name: 'Product 3', cents: 121};
const noCache: Cache = {get: async () => undefined, put: () => undefined, close: () => undefined};

test('a cached product asks no database', async (t) => {
  const product = products({
    cache: {...noCache, get: async () => JSON.stringify(plain)},
    database: answers(() => t.fail() as never),
    ratings: answers(() => t.fail() as never),
    patienceMs: 5_000,
  });
  t.deepEqual(await product(3), plain);
});

test('a miss is rated, and cached under its id', async (t) => {
  const stored: string[] = [];
  const product = products({
    cache: {...noCache, put: (key) => void stored.push(key)},
    database: answers(() => [plain]),
    ratings: answers(() => [{stars: 4, rank: 1}]),
    patienceMs: 5_000,
  });
  t.deepEqual(await product(3), {...plain, rating: {stars: 4, rank: 1}});
  t.deepEqual(stored, ['product:3']);
});

test('an unknown product is undefined', async (t) => {
  const product = products({cache: noCache, database: answers(() => []), ratings: answers(() => []), patienceMs: 5_000});
  t.is(await product(9), undefined);
});

test('saturated ratings are turned away first, and left out when it goes on', async (t) => {
  let now = 0;
  const product = products({cache: noCache, database: answers(() => [plain]), ratings: answers(saturated), patienceMs: 5_000, now: () => now});
  await t.throwsAsync(product(3), {instanceOf: Saturated});
  now = 4_999;
  await t.throwsAsync(product(3), {instanceOf: Saturated});
  now = 5_000;
  t.deepEqual(await product(3), plain);
});

function answers(rows: () => readonly unknown[]): Database {
  return {
    places: limiter({name: 'none', places: 1, queue: 0, waitMs: 0}),
    rows: async <Row>() => rows() as readonly Row[],
    warm: async () => undefined,
    close: async () => undefined,
  };
}

function saturated(): never {
  throw new Saturated('ratings: 2 busy, 8 waiting');
}
