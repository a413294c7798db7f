import {InterruptedError} from '../system/errors.ts';
import {tell} from './streams.ts';

/** npm and the terminal both deliver one Ctrl-C; signals this close together are one. */
const sameSignalMs = 1000;

/**
 * The signal that Ctrl-C and SIGTERM abort. The first asks the run to take everything back and to write a partial report;
 * a second one, later than a second, calls `endNow` (then `seatrial clean` is needed).
 */
export function interruptSignal(endNow: () => void): AbortSignal {
  const controller = new AbortController();
  let firstMs: number | undefined;
  const onSignal = (): void => {
    const nowMs = performance.now();
    if (firstMs === undefined) {
      firstMs = nowMs;
      tell('\nInterrupted: taking everything back and writing a partial report (once more to end at once; then run: npx seatrial clean)\n');
      controller.abort(new InterruptedError());
    } else if (nowMs - firstMs > sameSignalMs) {
      endNow();
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return controller.signal;
}
