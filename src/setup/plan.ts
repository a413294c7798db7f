import {columns} from '../text/columns.ts';
import type {Bench} from './bench.ts';
import {changeLine, changesMachine, type Change} from './change.ts';
import type {Part} from './part.ts';

/** A part that is missing, and the ways that are open on this machine, in the order they are tried. */
export interface Missing {
  readonly part: Part;
  readonly ways: readonly {readonly title: string; readonly changes: readonly Change[]}[];
}

/** What a set-up would do. Of the ways of a part one is gone, so it is at most this. */
export interface Plan {
  /** The parts that are there, with what was found. */
  readonly there: readonly {readonly part: Part; readonly found: string}[];
  readonly missing: readonly Missing[];
}

/** Looks what is missing and what would be changed to provide it; changes nothing. */
export async function planOf(parts: readonly Part[], bench: Bench): Promise<Plan> {
  const looked = await Promise.all(parts.map(async (part) => ({part, found: await part.find(bench)})));
  const there = looked.flatMap(({part, found}) => (found === undefined ? [] : [{part, found}]));
  const missing = await Promise.all(
    looked.flatMap(({part, found}) => (found === undefined ? [missingOf(part, bench)] : [])),
  );
  return {there, missing};
}

/** One missing part, and what the ways to it would change. */
export async function missingOf(part: Part, bench: Bench): Promise<Missing> {
  const ways = await Promise.all(
    part.ways.map(async (way) => {
      const changes = await way.changes(bench);
      return 'refused' in changes ? [] : [{title: way.title, changes}];
    }),
  );
  return {part, ways: ways.flat()};
}

/**
 * Whether somebody has to agree: the machine would be changed, or something downloaded. What is only built from what is
 * here needs nobody's word.
 */
export function asksForConsent({missing}: Plan): boolean {
  return changesOf(missing).some(
    (change) =>
      changesMachine(change) || change.kind === 'download' || (change.kind === 'image' && change.how === 'pull'),
  );
}

/** The plan for people: what is missing and how it would be provided, then what that changes, the machine first. */
export function planText({missing}: Plan, cache: string): string {
  const changes = changesOf(missing);
  const images = (how: 'pull' | 'build'): readonly Change[] =>
    changes.filter((change) => change.kind === 'image' && change.how === how);
  const built = images('build');
  return [
    'Missing on this machine, and how set-up would provide it:',
    ...columns(
      missing.map(({part, ways}) => [
        part.title,
        ways.map(({title}) => title).join(', or else ') || `nothing can: ${part.byHand}`,
      ]),
    ).map((line) => `  ${line}`),
    ...section('That would change this machine, at most:', changes.filter(changesMachine)),
    ...section('It would download, at most:', [...images('pull'), ...changes.filter(({kind}) => kind === 'download')]),
    ...(built.length === 0
      ? []
      : ['It would build images in the engine:', `  ${[...new Set(built.map(changeLine))].join(', ')}`]),
    ...section(
      `And in its own folder ${cache}:`,
      changes.filter(({kind}) => kind === 'cache'),
    ),
    '',
  ].join('\n');
}

/** What one part would change, in one line; for the doctor. */
export function changesInWords({ways}: Missing): string {
  const lines = ways.flatMap(({changes}) => changes.filter(changesMachine).map(changeLine));
  return lines.length === 0 ? '' : `That changes this machine: ${[...new Set(lines)].join('; ')}.`;
}

function changesOf(missing: readonly Missing[]): readonly Change[] {
  return missing.flatMap(({ways}) => ways.flatMap(({changes}) => changes));
}

function section(title: string, changes: readonly Change[]): readonly string[] {
  const lines = [
    ...new Set(
      changes.map(
        (change) => `  - ${change.kind === 'image' ? `the image ${change.tag} from its registry` : changeLine(change)}`,
      ),
    ),
  ];
  return lines.length === 0 ? [] : [title, ...lines];
}
