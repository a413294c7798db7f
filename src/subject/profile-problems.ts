import {z} from 'zod';
import {nearest} from '../system/nearest.ts';
import {isPlain} from './merge.ts';
import {profileSchema} from './profile-schema.ts';
import {placeOf} from './profile-chain.ts';
import type {ProfileFile} from './profile-chain.ts';
import {pathText} from './yaml-source.ts';
import type {Path} from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

/** One line for each problem, in the order of the files' lines: `file:line:column: expected …, got …`. */
export function problemsOf(issues: readonly Issue[], merged: unknown, chain: readonly ProfileFile[]): readonly string[] {
  return issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? unknownKeys(issue, chain) : [wrongValue(issue, merged, chain)]));
}

/** Where a path stands: in the most specific file that has it, else at its closest parent there. */
export function placeOfPath(path: Path, chain: readonly ProfileFile[], what: 'key' | 'value' = 'value'): string {
  const files = owners(path, chain);
  for (let length = path.length; length >= 0; length--) {
    const partial = path.slice(0, length);
    for (const file of files) {
      const onKey = what === 'key' || length < path.length;
      const position = onKey ? file.source.keyAt(partial) : file.source.valueAt(partial);
      if (position !== undefined) return placeOf(file, position);
    }
  }
  throw new Error('No profile in the chain has any content');
}

/** The files that may hold `path`: inside a list only the one whose list replaced the others. */
function owners(path: Path, chain: readonly ProfileFile[]): readonly ProfileFile[] {
  const list = path.slice(
    0,
    path.findIndex((step) => typeof step === 'number'),
  );
  const owner = path.some((step) => typeof step === 'number') ? chain.find((file) => file.source.valueAt(list) !== undefined) : undefined;
  return owner === undefined ? chain : [owner];
}

function unknownKeys(issue: Issue & {readonly keys: readonly string[]}, chain: readonly ProfileFile[]): readonly string[] {
  const known = keysAt(issue.path);
  const parent = issue.path.length === 0 ? 'the profile' : pathText(issue.path);
  return issue.keys.map((key) => {
    const meant = nearest(key, known);
    const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean "${meant}"?`;
    return `${placeOfPath([...issue.path, key], chain, 'key')}: expected a known key in ${parent}, got "${key}"; ${hint}`;
  });
}

function wrongValue(issue: Issue, merged: unknown, chain: readonly ProfileFile[]): string {
  const value = valueAt(merged, issue.path);
  const what = issue.path.length === 0 ? 'the profile' : pathText(issue.path);
  return `${placeOfPath(issue.path, chain)}: expected ${what} to be ${expected(issue)}, got ${got(value)}`;
}

function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return (
        {object: 'a map', record: 'a map', array: 'a list', string: 'a string', number: 'a number', int: 'a whole number'}[
          issue.expected as string
        ] ?? issue.expected
      );
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string') return 'not empty';
      if (issue.origin === 'array') return `a list with at least ${issue.minimum} item`;
      return `a number ${issue.inclusive === true ? 'of at least' : 'above'} ${issue.minimum}`;
    case 'too_big':
      return `a number ${issue.inclusive === true ? 'of at most' : 'below'} ${issue.maximum}`;
    case 'invalid_format':
      return issue.format === 'starts_with' ? `a string that begins with "${(issue as {readonly prefix?: string}).prefix}"` : issue.message;
    default:
      return issue.message;
  }
}

function got(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return isPlain(value) ? 'a map' : JSON.stringify(value).slice(0, 60);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((it, step) => (typeof it === 'object' && it !== null ? (it as Record<PropertyKey, unknown>)[step] : undefined), value);
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

function keysAt(path: Path): readonly string[] {
  let node: SchemaNode | undefined = z.toJSONSchema(profileSchema, {io: 'input'}) as SchemaNode;
  for (const step of path) node = typeof step === 'number' ? node?.items : node?.properties?.[String(step)];
  return Object.keys(node?.properties ?? {});
}
