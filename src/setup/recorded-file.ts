import {randomUUID} from 'node:crypto';
import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {Bench} from './bench.ts';

/** Writes a file of the machine, whole or not at all, and records what was there before. */
export async function writeRecorded(bench: Bench, path: string, content: string): Promise<void> {
  const before = await contentOf(bench, path);
  await bench.record.changing({kind: 'file', path, before, after: content, made: false}, async () =>
    writeWhole(`${bench.machine}${path}`, content),
  );
}

/** The content of a file of the machine; null where there is none. */
export async function contentOf(bench: Bench, path: string): Promise<string | null> {
  try {
    return await readFile(`${bench.machine}${path}`, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Deletes a file of the machine. */
export async function removeFile(bench: Bench, path: string): Promise<void> {
  await rm(`${bench.machine}${path}`);
}

/** Files under /etc are for everybody to read. */
export async function writeWhole(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), {recursive: true});
  // apt reads no file whose name ends like this.
  const temporary = `${file}.${randomUUID()}.seatrial-new`;
  await writeFile(temporary, content, {mode: 0o644});
  await rename(temporary, file);
}
