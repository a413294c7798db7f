import test from 'ava';
import type {Cache} from '../../demo/shop/src/orders/cache.ts';
import type {Database} from '../../demo/shop/src/orders/database.ts';
import {products} from '../../demo/shop/src/orders/products.ts';
import {limiter, Saturated} from '../../demo/shop/src/service/limiter.ts';

const plain = {id: 3, name: 'Product 3', cents: 121};
const noCache: Cache = {get: async () => undefined, put: () => undefined, close: () => undefined};

test('a cached product asks no database', async (t) => {
  const product = products({
    cache: {...noCache, get: async () => JSON.stringify({product: plain, since: Date.now()})},
    database: answers(() => t.fail() as never),
    ratings: answers(() => t.fail() as never),
    freshMs: 30_000,
    patienceMs: 5_000,
    bridgeMs: 0,
  });
  t.deepEqual(await product(3), plain);
});

test('a miss is rated, and cached under its id', async (t) => {
  const stored: string[] = [];
  const product = products({
    cache: {...noCache, put: (key) => void stored.push(key)},
    database: answers(() => [plain]),
    ratings: answers(() => [{stars: 4, rank: 1}]),
    freshMs: 30_000,
    patienceMs: 5_000,
    bridgeMs: 0,
  });
  t.deepEqual(await product(3), {...plain, rating: {stars: 4, rank: 1}});
  t.deepEqual(stored, ['product:3']);
});

test('an old entry is shown, and fetched anew once', async (t) => {
  const renewed = Promise.withResolvers<string>();
  let asked = 0;
  const product = products({
    cache: {
      ...noCache,
      get: async () => JSON.stringify({product: plain, since: 0}),
      put: (key) => renewed.resolve(key),
    },
    database: answers(() => {
      asked += 1;
      return [{...plain, cents: 99}];
    }),
    ratings: answers(() => [{stars: 4, rank: 1}]),
    freshMs: 30_000,
    patienceMs: 5_000,
    bridgeMs: 0,
  });
  t.deepEqual(await Promise.all([product(3), product(3)]), [plain, plain]);
  t.is(await renewed.promise, 'product:3');
  t.is(asked, 1);
});

test('an old entry is shown although it cannot be fetched', async (t) => {
  const product = products({
    cache: {...noCache, get: async () => JSON.stringify({product: plain, since: 0})},
    database: answers(saturated),
    ratings: answers(saturated),
    freshMs: 30_000,
    patienceMs: 5_000,
    bridgeMs: 0,
  });
  t.deepEqual(await product(3), plain);
});

test('a cache that is away for a moment is bridged, one that is away for longer is not', async (t) => {
  let now = 0;
  let cached: string | undefined = JSON.stringify({product: plain, since: Date.now()});
  const stored: string[] = [];
  let asked = 0;
  const product = products({
    cache: {...noCache, get: async () => cached, put: (_, value) => void stored.push(value)},
    database: answers(() => {
      asked += 1;
      return [plain];
    }),
    ratings: answers(() => []),
    freshMs: 30_000,
    patienceMs: 5_000,
    bridgeMs: 5_000,
    now: () => now,
  });
  await product(3);
  const before = cached;
  cached = undefined;
  now = 5_000;
  t.deepEqual(await product(3), plain);
  t.is(asked, 0);
  t.deepEqual(stored, [before], 'a cache that has forgotten it gets it back');
  now = 5_001;
  t.deepEqual(await product(3), plain);
  t.is(asked, 1);
});

test('an unknown product is undefined', async (t) => {
  const product = products({
    cache: noCache,
    database: answers(() => []),
    ratings: answers(() => []),
    freshMs: 30_000,
    patienceMs: 5_000,
    bridgeMs: 0,
  });
  t.is(await product(9), undefined);
});

test('saturated ratings are turned away first, and left out when it goes on', async (t) => {
  let now = 0;
  const product = products({
    cache: noCache,
    database: answers(() => [plain]),
    ratings: answers(saturated),
    freshMs: 30_000,
    patienceMs: 5_000,
    bridgeMs: 0,
    now: () => now,
  });
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
