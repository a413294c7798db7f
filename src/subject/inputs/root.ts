import {lstat, realpath, stat} from 'node:fs/promises';
import {dirname, join, relative, resolve} from 'node:path';
import {UsageError} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';

/**
 * The real path that all files of a profile must lie below: what was named, else this package for the profiles in it,
 * else the git work tree that holds the profile, else the profile's folder. Where the profile is a link, the place of
 * the link counts.
 */
export async function rootOf(profile: string, named: string | undefined, home: string | undefined): Promise<string> {
  if (named !== undefined) return namedRoot(named);
  const folder = dirname(resolve(profile));
  // What is not there is told when it is read.
  const start = await realpath(folder).catch(() => folder);
  const ofPackage = home === undefined ? undefined : await realpath(home);
  if (ofPackage !== undefined && !relative(ofPackage, start).startsWith('..')) return ofPackage;
  return (await workTreeOf(start)) ?? start;
}

async function namedRoot(named: string): Promise<string> {
  const found = await stat(named).catch(() => undefined);
  if (found?.isDirectory() === true) return realpath(named);
  const got = found === undefined ? 'nothing' : 'no folder';
  throw new UsageError(
    'root-missing',
    `--root: expected a folder at ${printable(relative(process.cwd(), resolve(named)) || '.', 500)}, got ${got}`,
    {
      hint: 'Name the folder that all files of the subject lie below, or leave --root out.',
    },
  );
}

/**
 * The nearest folder above that holds a `.git` of ours or of the folder's owner: nobody else says how far a profile may
 * reach. git is not run.
 */
async function workTreeOf(start: string): Promise<string | undefined> {
  const owners = new Set([process.getuid?.(), (await stat(start).catch(() => undefined))?.uid]);
  for (let folder = start; ; folder = dirname(folder)) {
    const git = await lstat(join(folder, '.git')).catch(() => undefined);
    if (git !== undefined && (git.isDirectory() || git.isFile()) && owners.has(git.uid)) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
