import {commandLine} from '../system/command-line.ts';
import {InterruptedError} from '../system/errors.ts';

/** npm and the terminal both deliver one Ctrl-C; signals this close together are one. */
const sameSignalMs = 1000;

export interface RunSignal {
  readonly signal: AbortSignal;
  /** Ends the run for another reason than a signal; the first reason counts. */
  abort(reason: Error): void;
}

/**
 * The signal that Ctrl-C, SIGTERM and a terminal that closes abort. The first asks the run to take everything back and
 * to write a partial report; a second one, later than a second, calls `endNow` (then `seatrial clean` is needed).
 */
export function runSignal({
  tell,
  endNow,
}: {
  readonly tell: (text: string) => void;
  readonly endNow: () => void;
}): RunSignal {
  const controller = new AbortController();
  let firstMs: number | undefined;
  const onSignal = (): void => {
    const nowMs = performance.now();
    if (firstMs === undefined) {
      firstMs = nowMs;
      controller.abort(new InterruptedError());
      tell(
        `Interrupted: taking everything back and writing a partial report (once more to end at once; then run: ${commandLine('clean')})`,
      );
    } else if (nowMs - firstMs > sameSignalMs) {
      endNow();
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return {signal: controller.signal, abort: (reason) => controller.abort(reason)};
}
