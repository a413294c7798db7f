import {lstat, readdir} from 'node:fs/promises';
import {dirname, join, relative, resolve, sep} from 'node:path';
import {foldersOf, linkedFolder} from '../../history/regular-file.ts';
import {applied, type Outcome, type Wanted} from '../../subject/fixed/apply.ts';
import {folderFiles} from '../../subject/fixed/folder.ts';
import type {Manifest} from '../../subject/manifests/manifest.ts';
import {pathsOf} from '../../subject/manifests/source.ts';
import type {Profile} from '../../subject/profile/profile.ts';
import {UsageError} from '../../system/errors.ts';
import {makeFolder, writeWhole} from '../../system/whole-file.ts';
import {printable} from '../../text/printable.ts';

/** A subject, and where it is to stand with its fixes. */
export interface FixedSubject {
  /** One line: of which report the folder is made. */
  readonly title: string;
  readonly folder: string;
  readonly profile: Pick<Profile, 'path' | 'manifests' | 'provide' | 'secretsFrom'>;
  readonly manifests: readonly Manifest[];
  readonly wanted: readonly Wanted[];
}

/**
 * Writes a folder with a subject's objects, one patch for each fix, a kustomization and a profile; nothing when none can
 * be made. Throws UsageError for a folder that is not empty, or that the subject itself would read.
 */
export async function writeFixed(subject: FixedSubject): Promise<readonly Outcome[]> {
  const {title, folder, profile, manifests, wanted} = subject;
  await refuseUsed(folder, profile);
  const objects = manifests.map(({object}) => object);
  const {outcomes} = applied(objects, wanted);
  if (outcomes.every(({steps}) => steps.length === 0)) return outcomes;
  const from = (path: string): string => relative(resolve(folder), path) || '.';
  const files = folderFiles({
    title,
    objects,
    placeOf: (secret) => placeOf(manifests.find(({object}) => object === secret)),
    outcomes,
    base: from(profile.path),
    secretsFrom: [...profile.manifests, ...profile.provide, ...profile.secretsFrom].map((source) =>
      typeof source === 'string' ? from(source) : {...source, helm: from(source.helm), values: source.values.map(from)},
    ),
  });
  for (const below of new Set([...files.keys()].map((name) => dirname(join(folder, name))))) await makeFolder(below);
  for (const [name, text] of files) await writeWhole(join(folder, name), text);
  return outcomes;
}

/** `shop/postgres.yaml, line 2`: with a colon it would look like a password. */
export function placeOf(manifest: Manifest | undefined): string {
  return manifest === undefined ? 'another file' : `${manifest.file}, line ${manifest.line}`;
}

async function refuseUsed(folder: string, {manifests, provide, secretsFrom}: FixedSubject['profile']): Promise<void> {
  const target = resolve(folder);
  const shown = printable(relative(process.cwd(), target) || '.', 500);
  const around = [...manifests, ...provide, ...secretsFrom]
    .flatMap(pathsOf)
    .find((path) => `${target}${sep}`.startsWith(`${resolve(path)}${sep}`));
  if (around !== undefined)
    throw new UsageError('fix-inside', `${shown}: expected a folder outside the subject's manifests, got one in them`, {
      hint: 'Name another folder with --to: what is written there would be read as manifests of the subject',
    });
  for (const path of foldersOf(folder)) {
    if ((await lstat(path).catch(() => undefined))?.isSymbolicLink() === true) throw linkedFolder(path);
  }
  const found = await lstat(target).catch(() => undefined);
  if (found === undefined) return;
  const got = !found.isDirectory()
    ? 'something else'
    : (await readdir(target)).length > 0
      ? 'one with files in it'
      : '';
  if (got !== '')
    throw new UsageError('fix-not-empty', `${shown}: expected a new or empty folder, got ${got}`, {
      hint: 'Name another folder with --to; nothing was written',
    });
}
