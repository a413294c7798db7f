import type {Clock} from './clock.ts';
import {WaitTimeoutError} from './errors.ts';

export interface WaitOptions {
  /** What is waited for, for the error's sentence. */
  readonly what: string;
  readonly withinMs: number;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** Asks until `probe` gives `{done: value}`; throws WaitTimeoutError with the last state seen when the bound is hit. */
export async function waitFor<T>(
  options: WaitOptions,
  probe: () => Promise<{readonly done: T} | {readonly seen: string}>,
): Promise<T> {
  const begun = options.clock.nowMs();
  for (;;) {
    options.signal?.throwIfAborted();
    const answer = await probe();
    if ('done' in answer) return answer.done;
    const waited = options.clock.nowMs() - begun;
    if (waited >= options.withinMs) throw new WaitTimeoutError(options.what, waited, answer.seen);
    await options.clock.sleep(Math.min(options.everyMs, Math.max(1, options.withinMs - waited)), options.signal);
  }
}

/** What a wait came to; undefined when it hit its bound. For those who go on either way. */
export async function unlessLate<T>(waiting: Promise<T>): Promise<T | undefined> {
  try {
    return await waiting;
  } catch (error) {
    if (error instanceof WaitTimeoutError) return undefined;
    throw error;
  }
}
