import {readFile, rm, writeFile} from 'node:fs/promises';
import {messageOf} from '../../system/errors.ts';
import type {Bench} from '../bench.ts';
import {sysctlFile} from '../parts/limits.ts';
import type {Screen} from '../progress/screen.ts';
import type {Entry} from '../record.ts';
import {contentOf, removeFile, writeWhole} from '../recorded-file.ts';
import {stopEngine} from './engine.ts';
import {removeImage} from './image.ts';
import {removePackages} from './packages.ts';

/** What became of one recorded change: taken back, or left with the reason. */
export interface Undone {
  readonly entry: Entry;
  readonly left: string | undefined;
}

export interface UndoOptions {
  readonly screen?: Screen;
  /** Asked once it was shown what would be taken back, before anything is; throws when it may not be. */
  readonly agreed: () => Promise<void>;
}

/** What builds on something comes before it: images before their engine, the engine before its packages and files. */
const order: readonly Entry['kind'][] = ['image', 'engine', 'packages', 'file', 'sysctl', 'cache'];

/**
 * Takes back what set-up is recorded to have changed, each thing only when it is still as set-up left it; says what was
 * taken back, and what was left and why. What was taken back is forgotten, so that it may be asked for again.
 */
export async function undoSetUp(
  bench: Bench,
  {screen = process.stderr, agreed}: UndoOptions,
): Promise<readonly Undone[]> {
  const entries = bench.record.entries().toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  if (entries.length === 0) {
    screen.write(`Nothing is recorded that set-up changed on this machine (in ${bench.state}); nothing was changed.\n`);
    return [];
  }
  screen.write(
    `Set-up would take back, where it is still as set-up left it:\n${entries.map((entry) => `  - ${backLine(entry)}\n`).join('')}`,
  );
  await agreed();
  const undone: Undone[] = [];
  for (const entry of entries) {
    bench.signal.throwIfAborted();
    const left = await takeBack(entry, bench).catch((error: unknown) => {
      bench.signal.throwIfAborted();
      return messageOf(error);
    });
    if (left === undefined) bench.record.forget([entry]);
    screen.write(left === undefined ? `taken back: ${backLine(entry)}\n` : `left: ${backLine(entry)}: ${left}\n`);
    undone.push({entry, left});
  }
  return undone;
}

function backLine(entry: Entry): string {
  switch (entry.kind) {
    case 'file':
      return entry.before === null ? `delete ${entry.path}` : `write ${entry.path} as it was`;
    case 'packages':
      return `remove the packages ${entry.added.map(({name}) => name).join(', ')}`;
    case 'sysctl':
      return `set ${entry.name} from ${entry.after} to ${entry.before}`;
    case 'engine':
      return 'stop the Docker engine that set-up started';
    case 'image':
      return `remove the image ${entry.tag}`;
    case 'cache':
      return `delete the cache folder ${entry.path}`;
  }
}

/** Resolves with why it was left, or nothing when it is as it was before set-up. */
async function takeBack(entry: Entry, bench: Bench): Promise<string | undefined> {
  switch (entry.kind) {
    case 'file':
      return restoreFile(entry, bench);
    case 'packages':
      return removePackages(entry.added, bench);
    case 'sysctl':
      return restoreLimit(entry, bench);
    case 'engine':
      return stopEngine(entry, bench);
    case 'image':
      return removeImage(entry, bench);
    case 'cache':
      if (entry.path !== bench.cache) return `the cache is ${bench.cache} now (SEATRIAL_CACHE); delete it by hand`;
      await rm(entry.path, {recursive: true, force: true});
      return undefined;
  }
}

async function restoreFile(
  {path, before, after}: Extract<Entry, {readonly kind: 'file'}>,
  bench: Bench,
): Promise<string | undefined> {
  const now = await contentOf(bench, path);
  if (now === before) return undefined;
  if (now !== after) return 'it was changed since';
  if (before === null) await removeFile(bench, path);
  else await writeWhole(`${bench.machine}${path}`, before);
  return undefined;
}

async function restoreLimit(
  {name, before, after}: Extract<Entry, {readonly kind: 'sysctl'}>,
  bench: Bench,
): Promise<string | undefined> {
  const file = sysctlFile(bench, name);
  const now = (await readFile(file, 'utf8')).trim();
  if (now === before) return undefined;
  if (now !== after) return `it is ${now} now`;
  await writeFile(file, before);
  return undefined;
}
