import {commandLine} from './command-line.ts';
import {randomBytes} from 'node:crypto';
import {constants} from 'node:fs';
import {mkdir, open, rename, rm, statfs} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {HarnessError, messageOf} from './errors.ts';

/**
 * Writes a whole file for its owner alone: under a name of its own beside the target, flushed, then renamed over it, so
 * that nobody ever sees half a file and a link of that name is replaced, never followed. Throws HarnessError with the
 * file and, on a full disk, with what is free.
 */
export async function writeWhole(path: string, content: string): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    {
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
      await using file = await open(beside, flags, 0o600);
      await file.writeFile(content);
      await file.sync();
    }
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, {force: true}).catch(() => undefined);
    throw await unwritten(path, content, cause);
  }
}

/** Makes a folder, and those above it, for its owner alone. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, {recursive: true, mode: 0o700});
  } catch (cause) {
    throw new HarnessError('folder-not-made', `The folder ${path} could not be made: ${messageOf(cause)}`, {
      hint: 'Give a folder that you may write to',
      cause,
    });
  }
}

async function unwritten(path: string, content: string, cause: unknown): Promise<HarnessError> {
  const isFull = ['ENOSPC', 'EDQUOT'].includes((cause as {readonly code?: string}).code ?? '');
  if (!isFull)
    return new HarnessError('file-not-written', `${path} could not be written: ${messageOf(cause)}`, {
      hint: 'What stood there is unchanged',
      cause,
    });
  const {bavail = 0, bsize = 0} = await statfs(dirname(path)).catch(
    () => ({}) as {readonly bavail?: number; readonly bsize?: number},
  );
  const needed = Math.ceil(Buffer.byteLength(content) / 1024);
  return new HarnessError(
    'disk-full',
    `${path} could not be written: the disk is full (${Math.floor((bavail * bsize) / 1024)} KiB free, ${needed} KiB needed)`,
    {
      hint: `Make room; what stood there is unchanged, and "${commandLine(`judge ${dirname(path)}`)}" writes the reports again`,
      cause,
    },
  );
}
