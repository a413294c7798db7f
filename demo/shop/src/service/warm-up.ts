import {log} from './log.ts';

/**
 * Sends a service's own requests to itself before anybody else does: code is compiled, pools are connected and memory is at its working size when the
 * first visitor comes. Failures do not matter here.
 */
export async function warmUp(port: number, paths: readonly string[], rounds: number): Promise<void> {
  const begun = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    for (const path of paths) {
      try {
        const response = await fetch(`http://127.0.0.1:${port}${path}`, {signal: AbortSignal.timeout(2_000)});
        await response.arrayBuffer();
      } catch (error) {
        log.warn('warm-up request failed', {path, error: String(error)});
      }
    }
  }
  log.info('warmed up', {requests: rounds * paths.length, ms: Math.round(performance.now() - begun)});
}
