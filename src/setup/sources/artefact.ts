import {mkdir, rename, rm} from 'node:fs/promises';
import {dirname} from 'node:path';

/**
 * Makes a file or folder under a temporary name beside its final one and renames it when it is whole, so that an
 * interruption leaves nothing half-made.
 */
export async function makeWhole(path: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  await mkdir(dirname(path), {recursive: true});
  await rm(temporary, {recursive: true, force: true});
  try {
    await make(temporary);
    await rm(path, {recursive: true, force: true});
    await rename(temporary, path);
  } finally {
    await rm(temporary, {recursive: true, force: true});
  }
}
