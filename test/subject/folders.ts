import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join, relative} from 'node:path';
import type {ExecutionContext} from 'ava';

/** A folder with these files, removed after the test. */
export async function folderWith(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seatrial-subject-'));
  t.teardown(() => rm(folder, {recursive: true}));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), {recursive: true});
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** Messages with the folder's name taken out, so that they can be compared. */
export function without(folder: string, text: string): string {
  return text.replaceAll(`${relative(process.cwd(), folder)}/`, '').replaceAll(`${folder}/`, '');
}
