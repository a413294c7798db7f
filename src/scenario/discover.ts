import {readdir} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {pathToFileURL} from 'node:url';
import {messageOf, UsageError} from '../system/errors.ts';
import {nearest} from '../system/nearest.ts';
import type {Scenario} from './scenario.ts';
import {validateScenario} from './validate.ts';
import type {Known} from './validate.ts';

/** A scenario and the name of its file. */
export interface NamedScenario {
  readonly name: string;
  readonly scenario: Scenario;
}

/** All scenarios of the folders, by name; of two with one name the later folder's. Throws UsageError for one that is not valid. */
export async function discoverScenarios(folders: readonly string[], known: Known): Promise<readonly NamedScenario[]> {
  const files = [...(await filesIn(folders))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Promise.all(files.map(async ([name, file]) => ({name, scenario: await readScenario(file, known)})));
}

/** The scenario of that name. Throws UsageError with a suggestion and the list when there is none. */
export async function loadScenario(name: string, folders: readonly string[], known: Known): Promise<Scenario> {
  const files = await filesIn(folders);
  const file = files.get(name);
  if (file !== undefined) return readScenario(file, known);
  const names = [...files.keys()].toSorted();
  const meant = nearest(name, names);
  throw new UsageError('scenario-unknown', `There is no scenario "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`, {
    hint: names.length === 0 ? `No scenario was found in ${folders.map(shown).join(', ')}.` : `The scenarios are: ${names.join(', ')}.`,
  });
}

async function filesIn(folders: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    // A project without scenarios of its own is no mistake.
    for (const file of await readdir(folder).catch(() => [])) {
      const [, name] = /^([a-z0-9][a-z0-9-]*)\.m?[tj]s$/.exec(file) ?? [];
      if (name !== undefined) found.set(name, join(folder, file));
    }
  }
  return found;
}

async function readScenario(file: string, known: Known): Promise<Scenario> {
  let exported: {readonly default?: unknown};
  try {
    exported = (await import(pathToFileURL(file).href)) as {readonly default?: unknown};
  } catch (cause) {
    throw new UsageError('scenario-unreadable', `The scenario ${shown(file)} cannot be read: ${messageOf(cause)}`, {
      cause,
      hint: 'A scenario is an ES module: name it .mts, or say "type": "module" in the package.json beside it.',
    });
  }
  return validateScenario(exported.default, shown(file), known);
}

function shown(path: string): string {
  return relative(process.cwd(), path) || '.';
}
