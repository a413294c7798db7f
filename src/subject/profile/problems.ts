import {z} from 'zod';
import {issueText, pathText} from '../../text/issue-text.ts';
import {nearest} from '../../text/nearest.ts';
import {printable} from '../../text/printable.ts';
import {isPlain} from './merge.ts';
import {profileSchema} from './schema.ts';
import {profilePlace} from './chain.ts';
import type {ProfileFile} from './chain.ts';
import type {Path} from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

/** One line for each problem, in the order of the files' lines: `file:line:column: expected …, got …`. */
export function problemsOf(
  issues: readonly Issue[],
  merged: unknown,
  chain: readonly ProfileFile[],
): readonly string[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? unknownKeys(issue, merged, chain) : [wrongValue(issue, merged, chain)],
  );
}

/** Where a path stands: in the most specific file that has it, else at its closest parent there. */
export function placeOfPath(path: Path, chain: readonly ProfileFile[], what: 'key' | 'value' = 'value'): string {
  const files = owners(path, chain);
  for (let length = path.length; length >= 0; length--) {
    const partial = path.slice(0, length);
    for (const file of files) {
      const onKey = what === 'key' || length < path.length;
      const position = onKey ? file.source.keyAt(partial) : file.source.valueAt(partial);
      if (position !== undefined) return profilePlace(file, position);
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
  const owner = path.some((step) => typeof step === 'number')
    ? chain.find((file) => file.source.valueAt(list) !== undefined)
    : undefined;
  return owner === undefined ? chain : [owner];
}

function unknownKeys(
  issue: Issue & {readonly keys: readonly string[]},
  merged: unknown,
  chain: readonly ProfileFile[],
): readonly string[] {
  const known = keysAt(issue.path);
  const isOurs = Object.keys(isPlain(merged) ? merged : {}).some((key) => keysAt([]).includes(key));
  const parent = issue.path.length === 0 ? 'the profile' : printable(pathText(issue.path), 200);
  return issue.keys.map((key) => {
    const meant = nearest(key, known);
    const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean "${meant}"?`;
    // A file that has no key of ours is no profile: what stands in it, a password maybe, is nobody's to read here.
    const got = meant !== undefined || isOurs ? `"${printable(key, 60)}"` : 'one that no profile has';
    return `${placeOfPath([...issue.path, key], chain, 'key')}: expected a known key in ${parent}, got ${got}; ${hint}`;
  });
}

function wrongValue(issue: Issue, merged: unknown, chain: readonly ProfileFile[]): string {
  return `${placeOfPath(issue.path, chain)}: ${issueText(issue, merged, 'the profile')}`;
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  /** Of a value that is one thing or another, such as a path or a chart. */
  readonly anyOf?: readonly SchemaNode[];
}

let schema: SchemaNode | undefined;

function keysAt(path: Path): readonly string[] {
  schema ??= z.toJSONSchema(profileSchema, {io: 'input', unrepresentable: 'any'}) as SchemaNode;
  let node: SchemaNode | undefined = schema;
  for (const step of path) {
    const inside: SchemaNode | undefined = typeof step === 'number' ? node?.items : node?.properties?.[String(step)];
    node = inside?.anyOf?.find(({properties}) => properties !== undefined) ?? inside;
  }
  return Object.keys(node?.properties ?? {});
}
