import type {IncomingMessage} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import {log} from './log.ts';

const header = 'x-shop-warm-up';

export interface WarmUpOptions {
  readonly port: number;
  readonly paths: readonly string[];
  readonly rounds: number;
  /**
   * From the beginning of one round to that of the next at least, in ms: a start must not take the CPU from those who
   * serve.
   */
  readonly everyMs: number;
}

/**
 * Sends a service's own requests to itself before anybody else does: code is compiled, pools are connected and memory
 * is at its working size when the first visitor comes. Failures do not matter here.
 */
export async function warmUp({port, paths, rounds, everyMs}: WarmUpOptions): Promise<void> {
  const begun = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    const next = sleep(everyMs);
    for (const path of paths) {
      try {
        const response = await fetch(`http://127.0.0.1:${port}${path}`, {
          headers: {[header]: 'yes'},
          signal: AbortSignal.timeout(2_000),
        });
        await response.arrayBuffer();
      } catch (error) {
        log.warn('warm-up request failed', {path, error: String(error)});
      }
    }
    await next;
  }
  log.info('warmed up', {requests: rounds * paths.length, ms: Math.round(performance.now() - begun)});
}

/** True for a request of the service to itself. */
export const isWarmUp = ({headers}: IncomingMessage): boolean => headers[header] !== undefined;
