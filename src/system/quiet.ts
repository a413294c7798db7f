import type {Clock} from './clock.ts';
import {HarnessError} from './errors.ts';

/** So many looks in a row must find nothing to do. */
const quietLooks = 3;
const mostLooks = 30;
const everyMs = 200;

/**
 * Takes back again and again what `act` still finds (it resolves with whether it found anything), until three looks in
 * a row find nothing: what a process began just before it was killed may take effect after the first look. Throws
 * HarnessError when it never gets quiet.
 */
export async function untilQuiet(
  what: string,
  {clock, signal}: {readonly clock: Clock; readonly signal: AbortSignal},
  act: () => Promise<boolean>,
) {
  let quiet = 0;
  for (let look = 0; look < mostLooks; look++) {
    signal.throwIfAborted();
    quiet = (await act()) ? 0 : quiet + 1;
    if (quiet === quietLooks) return;
    await clock.sleep(everyMs, signal);
  }
  throw new HarnessError(
    'not-quiet',
    `${what} is done again and again by somebody, after ${mostLooks} times of taking it back`,
  );
}
