import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import test from 'ava';
import {ordersClient} from '../../demo/shop/src/gateway/orders-client.ts';
import {gatewayRoutes} from '../../demo/shop/src/gateway/routes.ts';
import {thumbnails} from '../../demo/shop/src/gateway/thumbnails.ts';
import {serve} from '../../demo/shop/src/service/serve.ts';

test('a product comes from orders, with a visitor of its own', async (t) => {
  const asked: string[] = [];
  await using shop = await open((request, response) => {
    asked.push(request.url ?? '');
    response.end(JSON.stringify({id: 3}));
  });
  const answer = await fetch(`${shop.url}/products/3`);
  t.deepEqual(await answer.json(), {id: 3});
  t.regex(asked[0] ?? '', /^\/products\/3\?visitor=[\da-f-]{36}$/);
});

test('an order gets an id, or keeps the one it has', async (t) => {
  await using shop = await open((request, response) => void request.pipe(response.writeHead(201)));
  const post = async (body: string): Promise<Response> => fetch(`${shop.url}/orders`, {method: 'POST', body});
  const placed = (await (await post('{"product":3,"quantity":2}')).json()) as {id: string};
  t.regex(placed.id, /^[\da-f-]{36}$/);
  t.deepEqual(await (await post('{"id":"mine","product":3,"quantity":2}')).json(), {
    id: 'mine',
    product: 3,
    quantity: 2,
  });
  t.is((await post('{"product":"3"}')).status, 400);
  t.is((await post('no JSON')).status, 400);
});

test('a connection that is lost is tried once more', async (t) => {
  let asked = 0;
  await using shop = await open((request, response) => {
    asked += 1;
    if (asked === 1) request.socket.destroy();
    else response.end('{}');
  });
  t.is((await fetch(`${shop.url}/orders`)).status, 200);
  t.is(asked, 2);
});

test('orders that never answer are a 503 after the time-outs', async (t) => {
  await using shop = await open(() => undefined, 50);
  const answer = await fetch(`${shop.url}/orders`);
  t.is(answer.status, 503);
  t.is(answer.headers.get('retry-after'), '1');
});

test('a 503 of orders is passed on with its Retry-After', async (t) => {
  await using shop = await open((_, response) => void response.writeHead(503, {'retry-after': '4'}).end('{}'));
  const answer = await fetch(`${shop.url}/products/1`);
  t.is(answer.status, 503);
  t.is(answer.headers.get('retry-after'), '4');
});

test('a thumbnail is one row of the image; ids that are none are refused', async (t) => {
  await using shop = await open(() => undefined);
  t.is((await (await fetch(`${shop.url}/thumbnails/7`)).arrayBuffer()).byteLength, 256);
  t.is((await fetch(`${shop.url}/thumbnails/x`)).status, 400);
  t.is((await fetch(`${shop.url}/products/0`)).status, 400);
});

/** A gateway before orders of our own making. */
async function open(orders: RequestListener, timeoutMs = 10_000): Promise<AsyncDisposable & {readonly url: string}> {
  const behind = createServer(orders);
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
  const client = ordersClient({
    url: `http://127.0.0.1:${(behind.address() as AddressInfo).port}`,
    timeoutMs,
    connectMs: 10_000,
    withinMs: 20_000,
    connections: 4,
    queue: 8,
    waitMs: 250,
  });
  const renderer = thumbnails({bitmapBytes: 64 * 1024, fetchMs: 1, atOnce: 2});
  const gateway = await serve({
    name: 'gateway',
    port: 0,
    routes: gatewayRoutes({orders: client, thumbnails: renderer}),
    keepForMs: 60_000,
    cold: () => false,
    trouble: () => undefined,
    linger: async () => undefined,
  });
  return {
    url: `http://127.0.0.1:${gateway.port}`,
    [Symbol.asyncDispose]: async () => {
      await gateway.drain();
      client.close();
      behind.closeAllConnections();
      await new Promise((resolve) => behind.close(resolve));
    },
  };
}
