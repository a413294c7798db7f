import {createHash} from 'node:crypto';
import {lstat, readdir} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {pathToFileURL} from 'node:url';
import {messageOf, UsageError} from '../system/errors.ts';
import {nearest} from '../text/nearest.ts';
import {printable} from '../text/printable.ts';
import {irregular, readRegularFile} from '../system/regular-file.ts';
import type {Scenario} from './scenario.ts';
import {validateScenario} from './validate.ts';
import type {Known} from './validate.ts';

/**
 * Where scenarios are: those of this package, and the folder that was named on the command line, whose files are run as
 * code.
 */
export interface ScenarioFolders {
  readonly builtIn: string;
  readonly own?: string | undefined;
}

/** A scenario and the name of its file. */
export interface NamedScenario {
  readonly name: string;
  readonly scenario: Scenario;
  /** The file of one that is not built in, as a person would type it, and the SHA-256 of what was run. */
  readonly file?: {readonly path: string; readonly sha256: string};
}

/** All scenarios, by name. Throws UsageError for one that is not valid, or has the name of a built-in one. */
export async function discoverScenarios(folders: ScenarioFolders, known: Known): Promise<readonly NamedScenario[]> {
  const files = [...(await filesIn(folders))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Promise.all(files.map(async ([name, file]) => readScenario(name, file, known)));
}

/** The names of all scenarios, sorted; their files are not read. Throws UsageError where two have one name. */
export async function scenarioNames(folders: ScenarioFolders): Promise<readonly string[]> {
  return [...(await filesIn(folders)).keys()].toSorted();
}

/** The scenario of that name. Throws UsageError with a suggestion and the list when there is none. */
export async function loadScenario(name: string, folders: ScenarioFolders, known: Known): Promise<NamedScenario> {
  const files = await filesIn(folders);
  const file = files.get(name);
  if (file !== undefined) return readScenario(name, file, known);
  const names = [...files.keys()].toSorted();
  const meant = nearest(name, names);
  const elsewhere = (await isHereUnasked(folders))
    ? ' `--scenarios ./scenarios` would look in the folder here, and run what it finds.'
    : '';
  throw new UsageError(
    'scenario-unknown',
    `There is no scenario "${printable(name, 80)}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
    {
      hint: `The scenarios are: ${names.join(', ')}.${elsewhere}`,
    },
  );
}

interface ScenarioFile {
  readonly path: string;
  readonly isOwn: boolean;
}

async function filesIn({builtIn, own}: ScenarioFolders): Promise<ReadonlyMap<string, ScenarioFile>> {
  const found = await namedFiles(builtIn);
  const files = new Map([...found].map(([name, path]) => [name, {path, isOwn: false}]));
  if (own === undefined) return files;
  await refuseNoFolder(own);
  for (const [name, path] of await namedFiles(own)) {
    if (files.has(name)) {
      throw new UsageError('scenario-name-taken', `${shown(path)} has the name of the built-in scenario ${name}`, {
        hint: 'Rename it: the name in a report says which question was asked.',
      });
    }
    files.set(name, {path, isOwn: true});
  }
  return files;
}

async function namedFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const file of await readdir(folder)) {
    const [, name] = /^([a-z0-9][a-z0-9-]*)\.m?[tj]s$/.exec(file) ?? [];
    if (name === undefined) continue;
    const other = found.get(name);
    if (other !== undefined) {
      throw new UsageError('scenario-name-taken', `${shown(join(folder, file))} has the name of ${shown(other)}`, {
        hint: 'Rename one of them.',
      });
    }
    found.set(name, join(folder, file));
  }
  return found;
}

/** Code comes from the folder that was named, not from where a link in its place leads. */
async function refuseNoFolder(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  const got = found === undefined ? 'nothing' : (irregular(found) ?? 'a file');
  throw new UsageError(
    'scenarios-missing',
    `--scenarios: expected a folder at ${printable(shown(folder))}, got ${got}`,
    {
      hint: 'Name the folder that holds your scenarios, one <name>.mts for each.',
    },
  );
}

/** Whether the current folder has scenarios that nobody asked for: they are not read. */
async function isHereUnasked({builtIn, own}: ScenarioFolders): Promise<boolean> {
  if (own !== undefined) return false;
  const here = await lstat('scenarios').catch(() => undefined);
  const known = await lstat(builtIn).catch(() => undefined);
  return here?.isDirectory() === true && here.ino !== known?.ino;
}

/** No scenario comes near: what is so large is something else. */
const mostBytes = 1024 ** 2;

async function readScenario(name: string, {path, isOwn}: ScenarioFile, known: Known): Promise<NamedScenario> {
  let exported: {readonly default?: unknown};
  let file: NamedScenario['file'];
  try {
    if (isOwn)
      file = {
        path: shown(path),
        sha256: createHash('sha256')
          .update(await readRegularFile(path, {most: mostBytes}))
          .digest('hex'),
      };
    exported = (await import(pathToFileURL(path).href)) as {readonly default?: unknown};
  } catch (cause) {
    throw new UsageError(
      'scenario-unreadable',
      `The scenario ${shown(path)} cannot be read: ${printable(messageOf(cause))}`,
      {
        cause,
        hint: 'A scenario is an ES module, one regular file: name it .mts, or say "type": "module" in the package.json beside it.',
      },
    );
  }
  const scenario = validateScenario(exported.default, shown(path), known);
  return file === undefined ? {name, scenario} : {name, scenario, file};
}

function shown(path: string): string {
  return relative(process.cwd(), path) || '.';
}
