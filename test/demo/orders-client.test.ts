import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import {mock} from 'node:test';
import test, {type ExecutionContext} from 'ava';
import {ordersClient, type OrdersClient} from '../../demo/shop/src/gateway/orders-client.ts';

const patient = {timeoutMs: 60_000, connectMs: 60_000, withinMs: 60_000};

/** Time passes only when it is told to, so that no answer is late by chance. These tests run one by one, first. */
function stopTime(t: ExecutionContext): void {
  mock.timers.enable({apis: ['setTimeout']});
  t.teardown(() => mock.timers.reset());
}

test.serial('a kept connection that has gone silent, as on a dead node: asked once more, on another one', async (t) => {
  stopTime(t);
  const dead = new Set<Socket>();
  await using orders = await open({...patient, timeoutMs: 1_000}, ({socket}, response) => {
    if (dead.has(socket)) mock.timers.tick(1_000);
    else response.end();
    dead.add(socket);
  });
  t.is((await orders.client.ask('GET', '/orders')).status, 200);
  t.is((await orders.client.ask('GET', '/orders')).status, 200);
  t.is(dead.size, 2);
});

test.serial('slow twice is not asked a third time', async (t) => {
  stopTime(t);
  let asked = 0;
  await using orders = await open({...patient, timeoutMs: 500}, () => {
    asked += 1;
    mock.timers.tick(500);
  });
  await t.throwsAsync(orders.client.ask('GET', '/orders'), {message: 'no answer in 500 ms'});
  t.is(asked, 2);
});

test('a connection lost twice is tried a third time, and no more', async (t) => {
  let asked = 0;
  let losses = 2;
  await using orders = await open(patient, ({socket}, response) => {
    asked += 1;
    if (asked <= losses) socket.destroy();
    else response.end();
  });
  t.is((await orders.client.ask('GET', '/orders')).status, 200);
  asked = 0;
  losses = 3;
  await t.throwsAsync(orders.client.ask('GET', '/orders'));
  t.is(asked, 3);
});

test('when the time for all attempts is over there is no other', async (t) => {
  let asked = 0;
  await using orders = await open({...patient, withinMs: 50.9}, () => {
    asked += 1;
  });
  // Often enough for a timer that goes off early: it counts whole milliseconds, and so may be up to two ahead of the
  // clock.
  for (let nth = 0; nth < 12; nth += 1) await t.throwsAsync(orders.client.ask('GET', '/orders'));
  t.true(asked > 0 && asked <= 12, `asked ${asked} times`);
});

async function open(
  limits: {readonly timeoutMs: number; readonly connectMs: number; readonly withinMs: number},
  listener: RequestListener,
): Promise<AsyncDisposable & {readonly client: OrdersClient}> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = ordersClient({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: 4,
    queue: 8,
    waitMs: 250,
    ...limits,
  });
  return {
    client,
    [Symbol.asyncDispose]: async () => {
      client.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
