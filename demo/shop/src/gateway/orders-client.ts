import {Agent, request as send, type IncomingHttpHeaders} from 'node:http';
import {limiter, type Limiter} from '../service/limiter.ts';
import {retryBudget} from './retry-budget.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface OrdersClient {
  readonly places: Limiter;
  /** Asks the orders service; what is sent must be safe to send again. Throws when no answer came in time. */
  readonly ask: (method: string, path: string, body?: string) => Promise<Answer>;
  readonly close: () => void;
}

export interface OrdersClientOptions {
  readonly url: string;
  /** Time for one attempt, in ms. */
  readonly timeoutMs: number;
  /** Time to connect, in ms: much less, because a dead node never says no. */
  readonly connectMs: number;
  /** Time for all attempts, in ms: whoever asked the gateway is still there to hear the answer. */
  readonly withinMs: number;
  readonly connections: number;
  /** How many may wait for one of them, and how long, in ms. */
  readonly queue: number;
  readonly waitMs: number;
}

const mostAttempts = 3;
/**
 * Nothing is answered in less, and a timer, which counts whole milliseconds, goes off up to two before the clock says
 * so.
 */
const shortestAttemptMs = 10;

/**
 * A bounded pool of kept connections to the orders service, with time-outs and few retries. When a node dies nobody
 * says so: requests on its kept connections get no answer, and until the cluster has noticed, which takes most of a
 * minute, one in three new connections goes there too.
 */
export function ordersClient(options: OrdersClientOptions): OrdersClient {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: options.connections,
    maxFreeSockets: options.connections,
    timeout: 4_000,
  });
  const places = limiter({name: 'orders', places: options.connections, queue: options.queue, waitMs: options.waitMs});
  const budget = retryBudget();

  return {
    places,
    close: () => agent.destroy(),
    ask: (method, path, body) =>
      places.run(async () => {
        budget.sent();
        const lastMs = performance.now() + options.withinMs;
        for (let nth = 1; ; nth += 1) {
          const timeoutMs = Math.min(options.timeoutMs, lastMs - performance.now());
          try {
            // A retry gets a connection of its own: the other kept ones may lead to the same dead node.
            return await attempt({...options, timeoutMs, agent: nth === 1 && agent}, {method, path, body});
          } catch (error) {
            const isSlowAgain = nth > 1 && error instanceof Slow;
            const isOver = lastMs - performance.now() < shortestAttemptMs;
            if (isSlowAgain || isOver || nth === mostAttempts || !budget.take()) throw error;
          }
        }
      }),
  };
}

/**
 * It has the request and is slow, or it is dead. Asked once more and never twice: to ask again makes the slow slower.
 */
class Slow extends Error {
  override readonly name = 'Slow';
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

interface Way extends OrdersClientOptions {
  /** False for a connection of its own. */
  readonly agent: Agent | false;
}

function attempt({agent, ...options}: Way, {method, path, body}: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(new URL(path, options.url), {agent, method, headers: headersOf(body)}, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', fail);
      response.once('end', () => {
        clearTimeout(deadline);
        resolve({status: response.statusCode ?? 500, headers: response.headers, body: Buffer.concat(parts)});
      });
    });
    const deadline = setTimeout(
      () => request.destroy(new Slow(`no answer in ${options.timeoutMs} ms`)),
      options.timeoutMs,
    );
    const fail = (error: Error): void => {
      clearTimeout(deadline);
      reject(error);
    };
    request.once('error', fail);
    request.once('socket', (socket) => {
      if (!socket.connecting) return;
      const connecting = setTimeout(
        () => request.destroy(new Error(`no connection in ${options.connectMs} ms`)),
        options.connectMs,
      );
      for (const end of ['connect', 'close']) socket.once(end, () => clearTimeout(connecting));
    });
    request.end(body);
  });
}

const headersOf = (body: string | undefined): Record<string, string> =>
  body === undefined ? {} : {'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body))};
