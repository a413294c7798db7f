import type {OpenStream} from '../system/stream.ts';

/** The longest a hog lives when nobody ends it, ms. */
const mostMs = 1_800_000;

/**
 * One process that keeps one core busy at normal priority, until it is disposed: a noisy neighbour for `calibrate
 * --noise`.
 */
export function startNoise(openStream: OpenStream): AsyncDisposable {
  const program = `const end = performance.now() + ${mostMs}; let x = 1; while (performance.now() < end) for (let i = 0; i < 1e6; i++) x = (x * 16807) % 2147483647;`;
  return openStream([process.execPath, '-e', program], () => undefined);
}
