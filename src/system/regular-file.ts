import {constants} from 'node:fs';
import {lstat, open} from 'node:fs/promises';
import type {Stats} from 'node:fs';
import {bytes} from '../text/units.ts';

/** A file that was not read, with what it is or what came of it: `a named pipe`, `3.0 MiB`. */
export class UnreadableError extends Error {}

export interface ReadOptions {
  /** The most bytes it may hold. */
  readonly most: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The text of a regular file (UTF-8). Links are not followed, and what is no file (a pipe, a device, a socket) is never
 * waited for. Throws UnreadableError for those and for a file of more than `most` bytes, and the signal's reason when
 * it is aborted.
 */
export async function readRegularFile(path: string, {most, signal}: ReadOptions): Promise<string> {
  signal?.throwIfAborted();
  // Opening a device may already do something: it is looked at first, and what was opened is looked at again.
  refuseIrregular(await lstat(path));
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const {size} = refuseIrregular(await file.stat());
    if (size > most) throw tooLarge(size, most);
    const text = await file.readFile({encoding: 'utf8', ...(signal === undefined ? {} : {signal})});
    // It may have grown since.
    if (Buffer.byteLength(text) > most * 3) throw tooLarge(Buffer.byteLength(text), most);
    return text;
  } finally {
    await file.close();
  }
}

/** What a path leads to that is no regular file, in words; undefined for one. */
export function irregular(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return 'a folder';
  if (stats.isSymbolicLink()) return 'a link';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

function refuseIrregular(stats: Stats): Stats {
  const what = irregular(stats);
  if (what !== undefined) throw new UnreadableError(what);
  return stats;
}

/** What is said of a file that is larger than is read. */
export function tooLarge(size: number, most: number): UnreadableError {
  return new UnreadableError(`${bytes(size)}; at most ${bytes(most)} are read`);
}
