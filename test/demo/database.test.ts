import {once} from 'node:events';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import test from 'ava';
import {database} from '../../demo/shop/src/orders/database.ts';

const message = (type: string, body: readonly number[] = []): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, Buffer.from(body)]);
};
const ready = message('Z', [...Buffer.from('I')]);

/** Speaks as much of PostgreSQL's protocol as a statement without rows needs; `silent` connections are never answered. */
async function server(silent: (nth: number) => boolean) {
  const sockets: Socket[] = [];
  const listening = createServer((socket) => {
    const nth = sockets.push(socket) - 1;
    let isStarted = false;
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      if (silent(nth)) return;
      if (!isStarted) socket.write(Buffer.concat([message('R', [0, 0, 0, 0]), ready]));
      else if (data[0] === 'Q'.charCodeAt(0))
        socket.write(Buffer.concat([message('C', [...Buffer.from('SELECT 0\0')]), ready]));
      isStarted = true;
    });
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    url: `postgres://shop:shop@127.0.0.1:${(listening.address() as AddressInfo).port}/shop`,
    connections: () => sockets.length,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      listening.close();
      await once(listening, 'close');
    },
  };
}

test('a pool of which one connection came too late warms up at a later try, as the service tries again and again', async (t) => {
  await using postgres = await server((nth) => nth === 2);
  const options = {name: 'database', connections: 3, queue: 20, waitMs: 900, timeoutMs: 1500};
  const connected = database({url: postgres.url, ...options});
  const warmed = async (): Promise<boolean> =>
    connected.warm(['select 1']).then(
      () => true,
      () => false,
    );
  t.false(await warmed());
  let isWarm = false;
  // On a busy machine more of them may come too late.
  for (let tries = 0; tries < 20 && !isWarm; tries += 1) isWarm = await warmed();
  t.true(isWarm);
  await connected.close();
});
