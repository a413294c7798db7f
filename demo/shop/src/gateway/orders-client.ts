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
  /** Asks the orders service; what is sent must be safe to send twice. Throws when no answer came in time. */
  readonly ask: (method: string, path: string, body?: string) => Promise<Answer>;
  readonly close: () => void;
}

export interface OrdersClientOptions {
  readonly url: string;
  /** Time for one attempt, in ms. */
  readonly timeoutMs: number;
  /** Time to connect, in ms: much less, because a dead node never says no. */
  readonly connectMs: number;
  readonly connections: number;
}

/** A bounded pool of kept connections to the orders service, with time-outs, and one retry where no answer can come any more. */
export function ordersClient(options: OrdersClientOptions): OrdersClient {
  const agent = new Agent({keepAlive: true, maxSockets: options.connections, maxFreeSockets: options.connections, timeout: 4_000});
  const places = limiter({name: 'orders', places: options.connections, queue: 2 * options.connections, waitMs: 250});
  const budget = retryBudget();

  return {
    places,
    close: () => agent.destroy(),
    ask: (method, path, body) =>
      places.run(async () => {
        budget.sent();
        try {
          return await attempt(agent, options, {method, path, body});
        } catch (error) {
          if (error instanceof Slow || !budget.take()) throw error;
          return attempt(agent, options, {method, path, body});
        }
      }),
  };
}

/** It has the request and is slow: to ask again would make it slower. */
class Slow extends Error {
  override readonly name = 'Slow';
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

function attempt(agent: Agent, options: OrdersClientOptions, {method, path, body}: Question): Promise<Answer> {
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
    const deadline = setTimeout(() => request.destroy(new Slow(`no answer in ${options.timeoutMs} ms`)), options.timeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(deadline);
      reject(error);
    };
    request.once('error', fail);
    request.once('socket', (socket) => {
      if (!socket.connecting) return;
      const connecting = setTimeout(() => request.destroy(new Error(`no connection in ${options.connectMs} ms`)), options.connectMs);
      for (const end of ['connect', 'close']) socket.once(end, () => clearTimeout(connecting));
    });
    request.end(body);
  });
}

const headersOf = (body: string | undefined): Record<string, string> =>
  body === undefined ? {} : {'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body))};
