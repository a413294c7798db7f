import {createHash} from 'node:crypto';
import {HarnessError, messageOf} from '../../system/errors.ts';
import {duration} from '../../text/duration.ts';
import type {Refusal} from '../refusal.ts';

const firstByteWithinMs = 10_000;

interface Wanted {
  /** Of the whole file; nothing else is kept. */
  readonly sha256: string;
  readonly wholeWithinMs: number;
  readonly signal: AbortSignal;
}

/**
 * Fetches a file that is held by its checksum; refuses when nobody gives it. Throws HarnessError `wrong-checksum` when
 * what came is another file.
 */
export async function download(
  url: string,
  {sha256, ...wanted}: Wanted,
): Promise<Refusal | {readonly bytes: Uint8Array}> {
  const body = await fetched(url, wanted);
  if ('refused' in body) return body;
  const digest = createHash('sha256').update(body.bytes).digest('hex');
  if (digest === sha256) return body;
  throw new HarnessError('wrong-checksum', `${url} has the SHA-256 ${digest}, not the pinned ${sha256}`, {
    hint: 'Something between here and its source changed the file; do not use it',
  });
}

async function fetched(
  url: string,
  {wholeWithinMs, signal}: Omit<Wanted, 'sha256'>,
): Promise<Refusal | {readonly bytes: Uint8Array}> {
  const impatient = new AbortController();
  const timer = setTimeout(
    () => impatient.abort(new Error(`no answer within ${duration(firstByteWithinMs)}`)),
    firstByteWithinMs,
  );
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, impatient.signal, AbortSignal.timeout(wholeWithinMs)]),
    });
    clearTimeout(timer);
    return response.ok ? {bytes: await response.bytes()} : {refused: `${url} answered ${response.status}`};
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause !== undefined ? ` (${messageOf(error.cause)})` : '';
    return {refused: `${url} cannot be reached: ${messageOf(error)}${cause}`};
  } finally {
    clearTimeout(timer);
  }
}
