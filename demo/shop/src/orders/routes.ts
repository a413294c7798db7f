import {jsonBody} from '../service/body.ts';
import {log, throttled} from '../service/log.ts';
import {Saturated} from '../service/limiter.ts';
import {busy, missing, ok, refused, type Handler} from '../service/reply.ts';
import type {Route} from '../service/router.ts';
import type {Cache} from './cache.ts';
import type {Database} from './database.ts';
import type {Product} from './products.ts';
import type {Trail} from './trail.ts';
import {visitorPage} from './visitor-page.ts';

export interface OrdersOptions {
  readonly database: Database;
  readonly cache: Cache;
  readonly product: (id: number) => Promise<Product | undefined>;
  readonly trail: Trail;
}

const hour = 3_600;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The paths of the orders service, for the gateway only. */
export function ordersRoutes({database, cache, product, trail}: OrdersOptions): readonly Route[] {
  const complain = throttled(log.warn);
  const guarded =
    (handler: Handler): Handler =>
    async (call) => {
      try {
        return await handler(call);
      } catch (error) {
        if (error instanceof Saturated) return busy(error.message);
        complain('the database does not answer', {error: String(error)});
        return busy('the database does not answer');
      }
    };

  const show: Handler = async ({parameters, query}) => {
    const found = await product(Number(parameters['id']));
    if (!found) return missing('product');
    const visitor = query.get('visitor');
    if (visitor !== null) {
      const page = visitorPage(visitor, found);
      cache.put(`visitor:${visitor}`, page, hour);
      trail.note(page);
    }
    return ok(found);
  };

  const place: Handler = async ({request}) => {
    const order = await jsonBody(request);
    if (!isOrder(order)) return refused('want {id, product, quantity}');
    await database.rows(placeStatement, [order.id, order.product, order.quantity]);
    return {status: 201, body: order};
  };

  const find: Handler = async ({parameters}) => {
    if (!uuid.test(parameters['id'] ?? '')) return refused('id must be a UUID');
    const [order] = await database.rows(findStatement, [parameters['id']]);
    return order ? ok(order) : missing('order');
  };

  return [
    {name: 'product', method: 'GET', pattern: '/products/:id', handler: guarded(show)},
    {name: 'order', method: 'POST', pattern: '/orders', handler: guarded(place)},
    {
      name: 'latest-orders',
      method: 'GET',
      pattern: '/orders',
      handler: guarded(async () => ok({orders: await database.rows(latestStatement)})),
    },
    {name: 'order-by-id', method: 'GET', pattern: '/orders/:id', handler: guarded(find)},
  ];
}

// The id comes from the gateway, so that a retry cannot order twice.
const placeStatement = 'insert into orders (id, product, quantity) values ($1, $2, $3) on conflict do nothing';
const findStatement = 'select id, product, quantity, placed from orders where id = $1';

export const latestStatement = 'select id, product, quantity, placed from orders order by placed desc limit 10';

interface Order {
  readonly id: string;
  readonly product: number;
  readonly quantity: number;
}

const isOrder = (value: unknown): value is Order =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  'product' in value &&
  'quantity' in value &&
  typeof value.id === 'string' &&
  uuid.test(value.id) &&
  Number.isInteger(value.product) &&
  Number.isInteger(value.quantity);
