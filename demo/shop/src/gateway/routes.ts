import {randomUUID} from 'node:crypto';
import {jsonBody} from '../service/body.ts';
import {log, throttled} from '../service/log.ts';
import {busy, ok, refused, type Reply} from '../service/reply.ts';
import type {Route} from '../service/router.ts';
import {Saturated} from '../service/limiter.ts';
import type {Answer, OrdersClient} from './orders-client.ts';
import type {Thumbnails} from './thumbnails.ts';

/** The public paths of the shop. */
export function gatewayRoutes({orders, thumbnails}: {orders: OrdersClient; thumbnails: Thumbnails}): readonly Route[] {
  const complain = throttled(log.warn);

  const pass = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    try {
      return forward(await orders.ask(method, path, body === undefined ? undefined : JSON.stringify(body)));
    } catch (error) {
      if (error instanceof Saturated) return busy('orders is saturated');
      complain('orders did not answer', {path, error: String(error)});
      return busy('orders does not answer');
    }
  };

  return [
    {
      name: 'product',
      method: 'GET',
      pattern: '/products/:id',
      // Every visit without a cookie is a new visitor: the orders service keeps that visitor's page.
      handler: ({parameters}) =>
        number(parameters['id'])
          ? pass('GET', `/products/${parameters['id']}?visitor=${randomUUID()}`)
          : refused('id must be a number'),
    },
    {
      name: 'order',
      method: 'POST',
      pattern: '/orders',
      handler: async ({request}) => {
        const wanted = await jsonBody(request);
        return isOrder(wanted)
          ? pass('POST', '/orders', {id: wanted.id ?? randomUUID(), product: wanted.product, quantity: wanted.quantity})
          : refused('want {product, quantity}, and id if a retry must not order twice');
      },
    },
    {name: 'latest-orders', method: 'GET', pattern: '/orders', handler: () => pass('GET', '/orders')},
    {
      name: 'order-by-id',
      method: 'GET',
      pattern: '/orders/:id',
      handler: ({parameters}) => pass('GET', `/orders/${parameters['id']}`),
    },
    {
      name: 'thumbnail',
      method: 'GET',
      pattern: '/thumbnails/:image',
      handler: async ({parameters}) => {
        const image = number(parameters['image']);
        return image ? ok(await thumbnails.render(image)) : refused('image must be a number');
      },
    },
  ];
}

function forward({status, headers, body}: Answer): Reply {
  const again = headers['retry-after'];
  return {
    status,
    body,
    headers: {'content-type': headers['content-type'] ?? 'application/json', ...(again ? {'retry-after': again} : {})},
  };
}

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;

const isOrder = (value: unknown): value is {id?: unknown; product: number; quantity: number} =>
  typeof value === 'object' &&
  value !== null &&
  'product' in value &&
  'quantity' in value &&
  Number.isInteger(value.product) &&
  Number.isInteger(value.quantity);
