import {setTimeout as sleep} from 'node:timers/promises';
import {whole, text} from '../service/env.ts';
import {watchHealth} from '../service/health.ts';
import {log} from '../service/log.ts';
import {watchLimiters} from '../service/metrics.ts';
import {leaveOnSigterm, serve} from '../service/serve.ts';
import {warmUp} from '../service/warm-up.ts';
import {ordersClient} from './orders-client.ts';
import {gatewayRoutes} from './routes.ts';
import {thumbnails as renderer} from './thumbnails.ts';

// 0 waits without an end, as a client does that nobody gave a time-out.
const ordersMs = whole('ORDERS_TIMEOUT_MS', 1_000);
const endlessMs = 3_600_000;
const patience =
  ordersMs === 0
    ? {timeoutMs: endlessMs, connectMs: endlessMs, withinMs: endlessMs, waitMs: endlessMs, queue: Infinity}
    : {timeoutMs: ordersMs, connectMs: 300, withinMs: 2.3 * ordersMs, waitMs: ordersMs / 4, queue: 32};
const orders = ordersClient({url: text('ORDERS_URL'), ...patience, connections: whole('ORDERS_CONNECTIONS', 16)});
const thumbnails = renderer({
  bitmapBytes: whole('THUMBNAIL_BITMAP_BYTES', 12 * 1024 * 1024),
  fetchMs: whole('THUMBNAIL_FETCH_MS', 800),
  atOnce: whole('THUMBNAILS_AT_ONCE', 28),
});
const lingerMs = whole('LINGER_MS', 5_000);
watchLimiters([orders.places, thumbnails.places]);

const health = watchHealth({
  everyMs: 1_000,
  failures: 3,
  // Through the same pool as the requests: an exhausted pool shows.
  probe: async () => {
    const {status} = await orders.ask('GET', '/readyz');
    if (status !== 200) throw new Error(`orders answers ${status}`);
  },
});

let warm = false;
const service = await serve({
  name: 'gateway',
  port: whole('PORT', 8080),
  routes: gatewayRoutes({orders, thumbnails}),
  keepForMs: 5_000,
  cold: () => !warm,
  trouble: health.trouble,
  linger: () => sleep(lingerMs),
});

leaveOnSigterm(service, async () => {
  health.stop();
  orders.close();
});
// Only now, so that whoever reads it may end it in good order.
log.info('gateway serves', {port: service.port});

// One that had to wait for the others takes nothing from anybody by warming up fast; one that joins them spares those
// who serve. A first question that fails is no waiting: on a busy node it does.
const asked = performance.now();
while (health.trouble() !== undefined) await sleep(100);
const alone = performance.now() - asked > 3_000;
await warmUp({
  port: service.port,
  paths: ['/products/1', '/products/2', '/orders'],
  ...(alone ? {rounds: 20, everyMs: 0} : {rounds: 60, everyMs: 50}),
});
warm = true;
