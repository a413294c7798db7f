import {chmodSync, lstatSync, mkdirSync, readdirSync, statfsSync} from 'node:fs';
import type {Stats} from 'node:fs';
import {homedir} from 'node:os';
import {basename, dirname, isAbsolute, join} from 'node:path';
import {UsageError} from './errors.ts';
import {printable} from '../text/printable.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where journals and kubeconfigs live: $SEATRIAL_STATE, else $XDG_STATE_HOME/seatrial, else ~/.local/state/seatrial.
 * Throws UsageError when that is no absolute path, or is there and not ours alone.
 */
export function stateFolder(env: Env = process.env): string {
  return ofOurs('SEATRIAL_STATE', 'XDG_STATE_HOME', ['.local', 'state'], env);
}

/**
 * Where built tools, images and compiled code are kept: $SEATRIAL_CACHE, else $XDG_CACHE_HOME/seatrial, else
 * ~/.cache/seatrial. Code is run from there, so it is as much ours alone as the state; throws UsageError likewise.
 */
export function cacheFolder(env: Env = process.env): string {
  return ofOurs('SEATRIAL_CACHE', 'XDG_CACHE_HOME', ['.cache'], env);
}

/**
 * Makes a folder of ours, readable by nobody else, and proves that it is. Throws UsageError when somebody else made it.
 */
export function makeOwnFolder(path: string): void {
  proveOwn(path);
  mkdirSync(path, {recursive: true, mode: 0o700});
  proveOwn(path);
}

function ofOurs(ours: string, xdg: string, inHome: readonly string[], env: Env): string {
  const path = pathOf(ours, xdg, inHome, env);
  proveOwn(path);
  return path;
}

function pathOf(ours: string, xdg: string, inHome: readonly string[], env: Env): string {
  const own = env[ours];
  if (own !== undefined) {
    if (isAbsolute(own)) return own;
    throw new UsageError(
      'folder-relative',
      `${ours}: expected an absolute path, got ${own === '' ? 'an empty text' : `"${printable(own)}"`}`,
      {
        hint: `Set ${ours} to a path that begins with a slash, or unset it.`,
      },
    );
  }
  const base = env[xdg];
  // The XDG specification: a path that is empty or relative is to be ignored.
  return join(base !== undefined && isAbsolute(base) ? base : join(home(env, ours), ...inHome), 'seatrial');
}

function home({HOME}: Env, ours: string): string {
  const path = HOME ?? homeOfUser();
  if (isAbsolute(path)) return path;
  throw new UsageError(
    'no-home',
    `HOME: expected an absolute path, got ${path === '' ? 'nothing' : `"${printable(path)}"`}`,
    {
      hint: `Set HOME, or ${ours} to an absolute path.`,
    },
  );
}

function homeOfUser(): string {
  try {
    return homedir();
  } catch {
    // A user without an entry in the system's list.
    return '';
  }
}

/**
 * Who may write into a folder of ours may run code as us: it must be a real folder, our own, and closed to others. One
 * that is not there is fine.
 */
function proveOwn(path: string): void {
  const found = lookAt(path);
  if (found === undefined) {
    refuseUnmakeable(path);
    return;
  }
  if (!found.isDirectory()) {
    throw foreign(
      path,
      found.isSymbolicLink() ? 'a link' : 'no folder',
      `Name the folder itself, or take away what stands there: ls -ld ${path}`,
    );
  }
  const me = process.getuid?.() ?? found.uid;
  if (found.uid !== me)
    throw foreign(
      path,
      `one that belongs to the user ${found.uid} (you are ${me})`,
      `Give it to yourself: sudo chown -R ${me} ${path}`,
    );
  if ((found.mode & 0o022) !== 0) {
    throw foreign(
      path,
      `one that others may write to (mode ${(found.mode & 0o777).toString(8)})`,
      `Look at what is in it, then: chmod 700 ${path}`,
    );
  }
  // Earlier versions left it readable.
  if ((found.mode & 0o077) === 0) return;
  if (!looksLikeOurs(path)) {
    const got = `one with other things in it, which others may read (mode ${(found.mode & 0o777).toString(8)})`;
    throw foreign(path, got, 'Name a folder for seatrial alone: one that is empty, or not there yet.');
  }
  try {
    chmodSync(path, 0o700);
  } catch (error) {
    throw foreign(
      path,
      `one that cannot be closed to others (${codeOf(error)})`,
      `Name another folder: ls -ld ${path}`,
    );
  }
}

/** Whether nobody misses it when it is closed to others: a system folder that was named by mistake is never. */
function looksLikeOurs(path: string): boolean {
  if (basename(path) === 'seatrial') return true;
  const names = readdirSync(path);
  return names.length === 0 || ['owner.json', 'setup.json', 'compiled', 'runs'].some((name) => names.includes(name));
}

function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, {throwIfNoEntry: false});
  } catch (error) {
    const code = codeOf(error);
    throw foreign(
      path,
      unseen[code] ?? `one that cannot be looked at (${code})`,
      'Name a folder that you may make, or that is yours.',
    );
  }
}

const unseen: Readonly<Record<string, string>> = {
  ENOTDIR: 'one below what is no folder',
  ENAMETOOLONG: 'a path that is too long',
  EACCES: 'one that you may not look at',
};

/** The file system of processes, where no folder can be made: Node would try for ever. */
const procfs = 0x9f_a0;

function refuseUnmakeable(path: string): void {
  let above = dirname(path);
  while (lookAt(above) === undefined && above !== dirname(above)) above = dirname(above);
  if (statfsSync(above).type !== procfs) return;
  throw foreign(path, 'one that cannot be made, in /proc', 'Name a folder that you may make, or that is yours.');
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? 'no code');
}

function foreign(path: string, got: string, hint: string): UsageError {
  return new UsageError('folder-foreign', `${printable(path)}: expected a folder that is yours alone, got ${got}`, {
    hint: printable(hint),
  });
}
