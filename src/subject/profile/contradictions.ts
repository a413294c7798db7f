import {renamedText} from '../../history/upgrade/old-names.ts';
import type {RequestSpec} from '../../load/engine.ts';
import {pathText} from '../../text/issue-text.ts';
import {printable} from '../../text/printable.ts';
import {todo} from '../init/line.ts';
import type {ProfileFile} from './chain.ts';
import {namesKeptBy} from './kept.ts';
import {isPlain} from './merge.ts';
import {placeOfPath} from './problems.ts';
import type {Profile} from './profile.ts';
import type {Path} from './yaml-source.ts';

/** What `seatrial init` left to the owner. */
export function unanswered(value: unknown, chain: readonly ProfileFile[], path: Path = []): readonly string[] {
  if (value === todo)
    return [`${placeOfPath(path, chain)}: expected an answer at ${pathText(path)}, got TODO: only you know it`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    unanswered(inner, chain, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** What a request uses of answers that no step before it keeps. */
export function unkept(
  {prepare, requests}: Omit<Profile, 'environment'>,
  places: readonly Path[],
  chain: readonly ProfileFile[],
): readonly string[] {
  const known = new Set<string>();
  const lacking = (request: RequestSpec, path: Path): readonly string[] =>
    namesKeptBy(request)
      .filter((name) => !known.has(name))
      .map(
        (name) =>
          `${placeOfPath(path, chain)}: expected ${name} to be kept by a request of \`prepare\` before this one, got nothing`,
      );
  return [
    ...prepare.flatMap((one, index) => {
      if ('job' in one) return [];
      const problems = lacking(one.request, ['prepare', index]);
      for (const name of Object.keys(one.keep)) known.add(name);
      return problems;
    }),
    ...requests.flatMap((request, index) => lacking(request, places[index] ?? [])),
  ];
}

/** Rows of requests.csv know a request by its name alone, and findings a dependency. */
export function repeatedNames(
  merged: unknown,
  chain: readonly ProfileFile[],
  path: readonly string[],
  what: string,
): readonly string[] {
  const found = path.reduce<unknown>((inside, key) => (isPlain(inside) ? inside[key] : undefined), merged);
  const items: readonly unknown[] = Array.isArray(found) ? found : [];
  const seen = new Set<unknown>();
  return items.flatMap((it, index) => {
    const name = isPlain(it) ? it['name'] : undefined;
    if (typeof name !== 'string') return [];
    const again = seen.has(name);
    seen.add(name);
    if (!again) return [];
    return [
      `${placeOfPath([...path, index, 'name'], chain)}: expected a name of its own for each ${what}, got ${printable(JSON.stringify(name), 100)} again`,
    ];
  });
}

/** A waiver of a check that has another name now would waive nothing. */
export function renamedChecks(merged: unknown, chain: readonly ProfileFile[]): readonly string[] {
  if (!isPlain(merged)) return [];
  const waivers = (Array.isArray(merged['waivers']) ? merged['waivers'] : []) as readonly unknown[];
  const uses = [
    ...waivers.map((waiver, index) => ({use: waiver, path: ['waivers', index, 'check']})),
    {use: merged['expect'], path: ['expect', 'check']},
  ];
  return uses.flatMap(({use, path}) => {
    const renamed = isPlain(use) ? renamedText('check', use['check']) : undefined;
    return renamed === undefined ? [] : [`${placeOfPath(path, chain)}: ${renamed}`];
  });
}
