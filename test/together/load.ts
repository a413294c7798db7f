import {globSync} from 'node:fs';
import {basename} from 'node:path';
import {createRequire} from 'node:module';
import {alone} from './alone.ts';

const others = ['test/docker/**', 'test/cgroup-v2/**', 'test/cli/**', 'test/world/**', ...alone];

/**
 * Declares the pure tests of every `of`-th file, from the file `first` on, in the worker of the caller, for a worker
 * for each of three hundred files costs more than what they test. Every night each runs alone, so that none can come to
 * lean on another.
 */
export function declareTests(first: number, of: number): void {
  const load = createRequire(import.meta.url);
  // By their own names, not by folder: so each worker has its share of the folders that take long.
  const files = globSync('test/**/*.test.ts', {exclude: others}).toSorted((one, other) =>
    basename(one).localeCompare(basename(other)),
  );
  // Declared in one go, as the runner asks; a module that awaits at its top is refused here, by name.
  for (const file of files.filter((_file, index) => index % of === first)) load(`../../${file}`);
}
