import {constants, type Stats} from 'node:fs';
import {lstat, open} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {HistoryError} from './errors.ts';

const mebibyte = 2 ** 20;
/** The longest text that a string of this engine holds, nearly. */
export const mostText = 500 * mebibyte;

/**
 * The bytes of a file in a folder that a stranger may have made: follows no link, waits for no pipe, and reads at most
 * `mostBytes`. Undefined when there is none. Throws HistoryError when it is no regular file, or is larger.
 */
export async function readRegular(folder: string, name: string, mostBytes: number): Promise<Buffer | undefined> {
  const path = join(folder, name);
  const seen = await lstat(path).catch(ifMissing);
  if (seen === undefined) return undefined;
  if (!seen.isFile()) throw notRegular(path, seen);
  // Not blocking: it may have become a pipe since.
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const opened = await file.stat();
  if (!opened.isFile()) throw notRegular(path, opened);
  if (opened.size > mostBytes) {
    throw new HistoryError(
      'history-too-big',
      `${path}: expected at most ${mostBytes / mebibyte} MiB, got ${Math.ceil(opened.size / mebibyte)} MiB`,
      'No trial writes that much; take the folder from where the run wrote it',
    );
  }
  const bytes = Buffer.allocUnsafe(opened.size);
  let length = 0;
  while (length < bytes.length) {
    const {bytesRead} = await file.read(bytes, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

/**
 * Refuses a trial's folder that is a symbolic link, or lies in a `reports` that is one: what is written there would
 * land elsewhere.
 */
export async function refuseLinkedFolder(folder: string): Promise<void> {
  for (const path of foldersOf(folder)) {
    const seen = await lstat(path).catch(ifMissing);
    if (seen?.isSymbolicLink() === true) throw linkedFolder(path);
  }
}

/** The folders of a trial that may be no links: its own, and `reports` around it. */
export function foldersOf(folder: string): readonly string[] {
  const own = resolve(folder);
  return basename(dirname(own)) === 'reports' ? [dirname(own), own] : [own];
}

/** What is said of such a folder. */
export function linkedFolder(path: string): HistoryError {
  return new HistoryError(
    'history-link',
    `${path}: expected a folder, got a symbolic link`,
    'Reports are written into real folders only; name the folder that the link leads to, or remove the link',
  );
}

function notRegular(path: string, seen: Stats): HistoryError {
  const got = seen.isSymbolicLink()
    ? 'a symbolic link'
    : seen.isDirectory()
      ? 'a folder'
      : seen.isFIFO()
        ? 'a pipe'
        : 'a device or socket';
  return new HistoryError(
    'history-not-regular',
    `${path}: expected a regular file, got ${got}`,
    'Somebody made this folder, not a run; take the folder from where the run wrote it',
  );
}

function ifMissing(error: unknown): undefined {
  if ((error as {readonly code?: string}).code === 'ENOENT' || (error as {readonly code?: string}).code === 'ENOTDIR')
    return undefined;
  throw error;
}
