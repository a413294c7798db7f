import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

const home = resolve(fileURLToPath(new URL('../..', import.meta.url)));
/** Commands that have an npm script of their own. */
const scripts: readonly string[] = ['setup', 'doctor'];

/**
 * The line that a person types to run a command of ours here, such as `clean --list`: an npm script of the clone, with
 * its folder where the person stands elsewhere; else the path of the installed program. Never a bare name, which a
 * package registry might give to anybody.
 */
export function commandLine(
  words: string,
  place: {readonly home: string; readonly cwd: string} = {home, cwd: here()},
): string {
  if (!existsSync(join(place.home, 'src'))) return `${quoted(join(place.home, 'bin', 'seatrial.js'))} ${words}`;
  // The folder where a person stands may be gone.
  const isThere = place.cwd !== '' && resolve(place.cwd) === place.home;
  const npm = isThere ? 'npm' : `npm --prefix ${quoted(place.home)}`;
  const [command = '', ...rest] = words.split(' ');
  const [script, ...said] = scripts.includes(command) ? [command, ...rest] : ['seatrial', command, ...rest];
  return [npm, 'run', script, ...(said.length === 0 ? [] : ['--', ...said])].join(' ');
}

function here(): string {
  try {
    return process.cwd();
  } catch {
    return '';
  }
}

/** A word as a shell must get it: quoted where it has to be. */
export function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
