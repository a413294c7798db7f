import {createClient} from '@redis/client';
import {log, throttled} from '../service/log.ts';

/** A cache that may be away at any time: it answers in `timeoutMs` or not at all, and never throws. */
export interface Cache {
  readonly get: (key: string) => Promise<string | undefined>;
  /** Starts to store and does not wait. */
  readonly put: (key: string, value: string, forSeconds: number) => void;
  readonly close: () => void;
}

export interface CacheOptions {
  readonly url: string;
  readonly timeoutMs: number;
  /** After a failure the cache is left alone for so long, in ms, so that nobody queues behind it. */
  readonly restMs: number;
  readonly count: (outcome: 'hit' | 'miss' | 'away') => void;
}

/** Redis as a cache: a soft dependency with a short time-out, no offline queue and a rest after each failure. */
export function redisCache({url, timeoutMs, restMs, count}: CacheOptions): Cache {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: 256,
    pingInterval: 1_000,
    socket: {connectTimeout: 500, socketTimeout: 3_000, reconnectStrategy: (tries) => Math.min(500, 50 * 2 ** tries)},
  });
  const complain = throttled(log.warn);
  client.on('error', (error: Error) => complain('cache is away', {error: error.message}));
  client.connect().catch(() => undefined);

  let restUntil = 0;
  const usable = (): boolean => client.isReady && performance.now() >= restUntil;
  const rest = (): void => {
    restUntil = performance.now() + restMs;
  };

  return {
    get: async (key) => {
      if (!usable()) {
        count('away');
        return undefined;
      }
      try {
        const found = await within(timeoutMs, client.get(key));
        count(found === null ? 'miss' : 'hit');
        return found ?? undefined;
      } catch {
        rest();
        count('away');
        return undefined;
      }
    },
    put: (key, value, forSeconds) => {
      if (usable()) client.set(key, value, {expiration: {type: 'EX', value: forSeconds}}).catch(rest);
    },
    close: () => client.destroy(),
  };
}

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
