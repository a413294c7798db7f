import {setTimeout as sleep} from 'node:timers/promises';
import {text, whole} from '../service/env.ts';
import {watchHealth} from '../service/health.ts';
import {log} from '../service/log.ts';
import {counter, watchLimiters} from '../service/metrics.ts';
import {leaveOnSigterm, serve} from '../service/serve.ts';
import {warmUp} from '../service/warm-up.ts';
import {breaker} from './breaker.ts';
import {redisCache} from './cache.ts';
import {database as connect} from './database.ts';
import {products, productStatement, ratingStatement} from './products.ts';
import {latestStatement, ordersRoutes} from './routes.ts';
import {prepareSchema} from './schema.ts';
import {trail} from './trail.ts';

const url = text('DATABASE_URL');
// A disk that takes a second to flush is an ordinary day (seen: 1.1 and 1.7 s): an order waits longer than that, and
// the gateway's second try finds it written. What waits for a place behind such orders is refused before the gateway's
// time for one attempt is over.
const database = connect({url, name: 'database', connections: 3, queue: 20, waitMs: 900, timeoutMs: 1_500});
const ratings = connect({url, name: 'ratings', connections: 2, queue: 8, waitMs: 400, timeoutMs: 500});
const cache = redisCache({
  url: text('REDIS_URL'),
  timeoutMs: 100,
  restMs: 500,
  count: counter('cache_reads_total', 'Reads of the cache, by outcome', 'outcome'),
});
watchLimiters([database.places, ratings.places]);

let prepared = false;
let warm = false;
const health = watchHealth({
  everyMs: 1_000,
  failures: 3,
  probe: async () => {
    if (!prepared) throw new Error('waiting for the database');
    await database.rows('select 1');
  },
});
const guarded = breaker(database, health.trouble);

const service = await serve({
  name: 'orders',
  port: whole('PORT', 8080),
  routes: ordersRoutes({
    database: guarded,
    cache,
    product: products({cache, database: guarded, ratings, freshMs: 30_000, patienceMs: 5_000, bridgeMs: 5_000}),
    trail: trail(whole('TRAIL_LENGTH', 200)),
  }),
  keepForMs: 5_000,
  cold: () => !warm,
  trouble: () => (prepared ? undefined : 'waiting for the database'),
  linger: () => sleep(5_000),
});
leaveOnSigterm(service, async () => {
  health.stop();
  cache.close();
  await Promise.all([database.close(), ratings.close()]);
});
// Only now, so that whoever reads it may end it in good order.
log.info('orders serves', {port: service.port});

let told = '';
const begun = performance.now();
while (!prepared) {
  try {
    await prepareSchema(url);
    await database.warm(['select 1', productStatement.replace('$1', '1'), latestStatement]);
    await ratings.warm([ratingStatement.replace('$1', '1')]);
    prepared = true;
  } catch (error) {
    if (String(error) !== told) log.warn('the database is not there yet', {error: String(error)});
    told = String(error);
    await sleep(250);
  }
}
while (health.trouble() !== undefined) await sleep(50);
const alone = performance.now() - begun > 1_000;
await warmUp({
  port: service.port,
  paths: ['/orders', ...Array.from({length: 4}, (_, index) => `/products/${index + 1}?visitor=warm-up-${index}`)],
  rounds: 8,
  // One that had to wait for the database takes nothing from anybody by warming up fast; one that joins others spares
  // those who serve.
  everyMs: alone ? 0 : 100,
});
warm = true;
