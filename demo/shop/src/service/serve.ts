import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import {Saturated} from './limiter.ts';
import {log, throttled} from './log.ts';
import {answered, exposition} from './metrics.ts';
import {busy, missing, type Reply} from './reply.ts';
import {match, type Route} from './router.ts';
import {isWarmUp} from './warm-up.ts';

export interface ServiceOptions {
  readonly name: string;
  readonly port: number;
  readonly routes: readonly Route[];
  /**
   * A connection is kept for so long, in ms. Balancing is by connection: without an end to them a replica that was
   * replaced stays idle, and those that took its connections over stay overloaded.
   */
  readonly keepForMs: number;
  /**
   * Not warmed up yet: not ready, and 503 for everybody but its own warm-up, instead of a first visitor who waits for
   * empty pools and cold code.
   */
  readonly cold: () => boolean;
  /** Why the service cannot serve now, or undefined when it can. */
  readonly trouble: () => string | undefined;
  /** Resolves when everybody may know that the service leaves; until then it goes on accepting. */
  readonly linger: () => Promise<void>;
}

export interface Service {
  readonly port: number;
  /** Not ready at once, accepting while it lingers, then no new connections; resolves when the last answer is out. */
  readonly drain: () => Promise<void>;
}

/** Starts a service: its routes, `/livez` (the event loop turns), `/readyz` (it can serve) and `/metrics`. */
export async function serve(options: ServiceOptions): Promise<Service> {
  let draining = false;
  const complain = throttled(log.error);

  const unready = (): string | undefined => {
    if (draining) return 'draining';
    return options.cold() ? 'warming up' : options.trouble();
  };
  const unlessCold = (route: Route): Route => ({
    ...route,
    handler: (call) => (options.cold() && !isWarmUp(call.request) ? busy('warming up') : route.handler(call)),
  });
  const probes: readonly Route[] = [
    {name: 'livez', method: 'GET', pattern: '/livez', handler: () => ({status: 200, body: {alive: true}})},
    {name: 'readyz', method: 'GET', pattern: '/readyz', handler: () => readiness(unready())},
    {name: 'metrics', method: 'GET', pattern: '/metrics', handler: metrics},
  ];
  const routes = [...options.routes.map(unlessCold), ...probes];

  const opened = new WeakMap<Socket, number>();
  // Kept connections are blind to readiness: whoever asks next comes to another replica.
  const isClosing = (socket: Socket): boolean =>
    draining || options.trouble() !== undefined || performance.now() - (opened.get(socket) ?? 0) >= options.keepForMs;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const begun = performance.now();
    const url = new URL(request.url ?? '/', 'http://shop');
    const found = match(routes, request.method ?? 'GET', url.pathname);
    let reply: Reply;
    try {
      reply = found
        ? await found.route.handler({parameters: found.parameters, query: url.searchParams, request})
        : missing('path');
    } catch (error) {
      reply = error instanceof Saturated ? busy(error.message) : {status: 500, body: {error: 'internal error'}};
      if (reply.status === 500) complain('request failed', {route: found?.route.name, error: String(error)});
    }
    send(response, reply, {service: options.name, closing: isClosing(request.socket)});
    answered(found?.route.name ?? 'unknown', reply.status, (performance.now() - begun) / 1000);
  };

  const server = createServer(
    {keepAliveTimeout: 65_000, requestTimeout: 10_000, headersTimeout: 5_000},
    (request, response) => {
      void answer(request, response);
    },
  );
  server.on('connection', (socket) => opened.set(socket, performance.now()));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, resolve));

  return {
    port: (server.address() as AddressInfo).port,
    drain: async () => {
      draining = true;
      await options.linger();
      await close(server);
    },
  };
}

/** Drains on SIGTERM, runs the last steps and exits with 0. */
export function leaveOnSigterm(service: Service, last: () => Promise<void>): void {
  process.once('SIGTERM', () => {
    log.info('SIGTERM: draining');
    void service
      .drain()
      .then(last)
      .then(() => {
        log.info('drained');
        process.exit(0);
      });
  });
}

function send(response: ServerResponse, reply: Reply, {service, closing}: {service: string; closing: boolean}): void {
  const raw = Buffer.isBuffer(reply.body) ? reply.body : undefined;
  const body = raw ?? Buffer.from(reply.body === undefined ? '' : JSON.stringify(reply.body));
  response.writeHead(reply.status, {
    'content-type': raw ? 'application/octet-stream' : 'application/json',
    'x-shop': service,
    ...reply.headers,
    ...(closing ? {connection: 'close'} : {}),
    'content-length': body.length,
  });
  response.end(body);
}

const readiness = (trouble: string | undefined): Reply =>
  trouble === undefined ? {status: 200, body: {ready: true}} : busy(trouble);

async function metrics(): Promise<Reply> {
  const {type, text} = await exposition();
  return {status: 200, headers: {'content-type': type}, body: Buffer.from(text)};
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
