import {createServer, type Server, type Socket} from 'node:net';
import {once} from 'node:events';

/** A tiny TCP server on a free port of 127.0.0.1 that counts its connections. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  readonly connections: () => number;
}

/** Serves each connection with `serve`. */
export async function listen(serve: (socket: Socket) => void): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test server has no port');
  return {
    port: address.port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers every request (none has a body) with `text`; closes after it when the request asks for that. */
export async function answering(text: string): Promise<TestServer> {
  return listen((socket) => {
    socket.on('data', (bytes) => {
      const asksToClose = bytes.toString().includes('connection: close');
      if (asksToClose) socket.end(text);
      else socket.write(text);
    });
  });
}

/** A whole answer as text. */
export function answer(status: number, body: string, headers = ''): string {
  return `HTTP/1.1 ${status} Some\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function closedPort(): Promise<number> {
  await using server = await listen(() => {});
  return server.port;
}
