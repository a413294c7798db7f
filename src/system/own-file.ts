import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs';
import {HarnessError} from './errors.ts';
import {irregular} from './regular-file.ts';
import {bytes} from '../text/units.ts';

const most = 64 * 2 ** 20;

/**
 * The text of a file in a folder of ours, read in one go: somebody else may have put a pipe or a link there, which is
 * neither waited for nor followed. Throws HarnessError `not-a-file` then, and for a file that is too large; what Node
 * throws (ENOENT) stays as it is.
 */
export function readOwnFile(path: string): string {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw ['ELOOP', 'ENXIO'].includes((error as NodeJS.ErrnoException).code ?? '')
      ? odd(path, 'a link or a socket')
      : error;
  }
  try {
    const stats = fstatSync(file);
    const what = irregular(stats);
    if (what !== undefined) throw odd(path, what);
    if (stats.size > most) throw odd(path, bytes(stats.size));
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function odd(path: string, got: string): HarnessError {
  return new HarnessError('not-a-file', `${path}: expected a file that seatrial wrote, got ${got}`, {
    hint: 'Find out who made it, and remove it.',
  });
}
