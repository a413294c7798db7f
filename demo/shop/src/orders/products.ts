import {Saturated} from '../service/limiter.ts';
import type {Cache} from './cache.ts';
import type {Database} from './database.ts';
import {recentlySeen} from './recently-seen.ts';

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly cents: number;
  /** Average of the stars and the rank among all products; absent while the shop degrades. */
  readonly rating?: {readonly stars: number; readonly rank: number};
}

export interface ProductsOptions {
  readonly cache: Cache;
  /** Cheap look-ups. */
  readonly database: Database;
  /** Ratings: every one reads all reviews, which is what the cache is for. */
  readonly ratings: Database;
  /** After this a cached product is still shown, while one caller fetches it anew, in ms. */
  readonly freshMs: number;
  /** How long ratings may be saturated until products are shown without them, in ms. */
  readonly patienceMs: number;
  /** How long a product that was seen is still shown while the cache does not answer or has forgotten it, in ms. */
  readonly bridgeMs: number;
  readonly now?: () => number;
}

/** What the cache holds: time is the wall clock's, since replicas share it. */
interface Entry {
  readonly product: Product;
  readonly since: number;
}

/**
 * A product from the cache, else from the database. A cache that stalls, restarts or moves to another node is bridged
 * by what this replica has just seen. When it is gone for longer, the database gets every request: what is too much for
 * it is turned away at first (throws Saturated), and when that goes on for longer than the patience, products are shown
 * without their rating.
 */
export function products({
  cache,
  database,
  ratings,
  freshMs,
  patienceMs,
  bridgeMs,
  now = () => performance.now(),
}: ProductsOptions): (id: number) => Promise<Product | undefined> {
  const cannotRate = patience(patienceMs, now);
  const seen = recentlySeen<number, Entry>({most: 500, forMs: bridgeMs, now});

  const store = (id: number, entry: Entry): void => cache.put(keyOf(id), JSON.stringify(entry), 3_600);

  const rated = async (product: Product): Promise<Product> => {
    try {
      const [rating] = await ratings.rows<{stars: number; rank: number}>(ratingStatement, [product.id]);
      cannotRate.over();
      return rating ? {...product, rating: {stars: rating.stars, rank: rating.rank}} : product;
    } catch (error) {
      if (error instanceof Saturated && cannotRate.lost()) return product;
      throw error;
    }
  };

  const load = async (id: number): Promise<Product | undefined> => {
    const [plain] = await database.rows<{id: number; name: string; cents: number}>(productStatement, [id]);
    if (!plain) return undefined;
    const product = await rated(plain);
    if (product.rating) store(id, {product, since: Date.now()});
    return product;
  };

  /** From the cache, or what it said a moment ago. */
  const known = async (id: number): Promise<Entry | undefined> => {
    const cached = await cache.get(keyOf(id));
    if (cached !== undefined) {
      const entry = JSON.parse(cached) as Entry;
      seen.note(id, entry);
      return entry;
    }
    const entry = seen.get(id);
    // It may have forgotten it: given back, the next replica finds it there.
    if (entry) store(id, entry);
    return entry;
  };

  const renewing = new Set<number>();
  const renew = (id: number): void => {
    if (renewing.has(id)) return;
    renewing.add(id);
    // The old entry is good enough when it fails; the next visitor tries again.
    void load(id)
      .catch(() => undefined)
      .finally(() => renewing.delete(id));
  };

  return async (id) => {
    const entry = await known(id);
    if (!entry) return load(id);
    if (Date.now() - entry.since > freshMs) renew(id);
    return entry.product;
  };
}

const keyOf = (id: number): string => `product:${id}`;

export const productStatement = 'select id, name, cents from products where id = $1';

export const ratingStatement = `
  select stars::float, rank::int from (
    select product, avg(stars) stars, rank() over (order by avg(stars) desc, md5(string_agg(left(words, 8), ''))) rank from reviews group by product
  ) ranked where product = $1`;

/** Remembers since when something fails; a failure more than ten times the patience after the last one begins anew. */
function patience(ms: number, now: () => number): {readonly lost: () => boolean; readonly over: () => void} {
  let since: number | undefined;
  let last = 0;
  return {
    lost: () => {
      if (since === undefined || now() - last > 10 * ms) since = now();
      last = now();
      return now() - since >= ms;
    },
    over: () => {
      if (since !== undefined && now() - last > ms) since = undefined;
    },
  };
}
