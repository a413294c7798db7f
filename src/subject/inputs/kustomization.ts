import {stat} from 'node:fs/promises';
import {dirname, resolve} from 'node:path';
import {printable} from '../../text/printable.ts';
import {irregular} from '../../system/regular-file.ts';
import {InputError, shown, type Inputs} from './inputs.ts';
import {isPlain} from '../profile/merge.ts';
import {folded, referencesOf, type Reference} from './references.ts';
import {remoteIn} from './remote.ts';
import {kustomizationIn} from '../manifests/statements.ts';
import {readOtherwise} from './two-readers.ts';
import {readYaml, type Path, type YamlSource} from '../profile/yaml-source.ts';

/** What a kustomization leads to, with all those it builds on: whether kubectl may be started on it. */
export interface KustomizationInputs {
  /** `file:line:column: expected …, got …` */
  readonly problems: readonly string[];
  /** What kubectl would fetch, and where it is named. */
  readonly remote: readonly {readonly place: string; readonly entry: string}[];
}

/** Reads a kustomization and everything that it names, below the root, before kubectl does. */
export async function kustomizationInputs(file: string, inputs: Inputs): Promise<KustomizationInputs> {
  const walk: Walk = {inputs, problems: [], remote: [], seen: new Set()};
  await visit(file, false, walk);
  return walk;
}

interface Walk {
  readonly inputs: Inputs;
  readonly problems: string[];
  readonly remote: {readonly place: string; readonly entry: string}[];
  readonly seen: Set<string>;
}

/** `isConfiguration`: what this one builds configures another, as a generator or transformer. */
async function visit(file: string, isConfiguration: boolean, walk: Walk): Promise<void> {
  // As kubectl does: what a kustomization names is beside it where its folder really is.
  const {path: folder} = await walk.inputs.find(dirname(file));
  const key = `${String(isConfiguration)} ${folder}`;
  if (walk.seen.has(key)) return;
  walk.seen.add(key);
  const documents = read(await walk.inputs.text(file), shown(file), walk);
  if (documents === undefined) return;
  const [source] = documents;
  const place = (path: Path): string => placeIn(file, source, path);
  if (source === undefined) return;
  if (documents.length > 1) walk.problems.push(`${place([])}: expected one YAML document, got several`);
  if (!isPlain(source.content)) {
    walk.problems.push(`${place([])}: expected a kustomization, got something else`);
    return;
  }
  for (const path of helmIn(source.content))
    walk.problems.push(`${place(path)}: expected no Helm charts, got some: render them to files first`);
  if (isConfiguration) {
    // A patch or a replacement could write a path that no file here names.
    for (const key of Object.keys(source.content).filter((it) => !plainKeys.has(folded(it)))) {
      walk.problems.push(
        `${place([key])}: expected nothing but resources where generators and transformers are kept, got ${printable(key, 60)}`,
      );
    }
  }
  for (const reference of referencesOf(source.content)) {
    const more = isConfiguration || reference.isConfiguration;
    await follow({...reference, isConfiguration: more}, folder, place(reference.at), walk);
  }
}

/** What a kustomization of generators and transformers may say. */
const plainKeys = new Set(['apiversion', 'kind', 'metadata', 'resources', 'bases']);

/**
 * Reads what kubectl reads as well; undefined, with a problem for each, when it is not valid, or when kubectl may read
 * something else in it. `where` is the file, or the place of a text inside one.
 */
function read(text: string, where: string, {problems}: Walk, isInside = false): readonly YamlSource[] | undefined {
  const at = ({line, column}: {readonly line: number; readonly column: number}): string =>
    isInside ? where : `${where}:${line}:${column}`;
  const otherwise = readOtherwise(text);
  if (otherwise !== undefined) {
    problems.push(`${at(otherwise)}: expected ${otherwise.expected}, got ${otherwise.got}`);
    return undefined;
  }
  const documents = readYaml(text);
  const found = documents.flatMap((source): readonly string[] => {
    const tagged = source.tagged();
    return [
      ...source.problems.map((it) => `${at(it)}: expected valid YAML, got: ${it.message}`),
      ...(tagged === undefined ? [] : [`${at(tagged)}: expected values without tags, got ${tagged.tag}`]),
    ];
  });
  problems.push(...found);
  return found.length > 0 ? undefined : documents;
}

async function follow(
  {text, isConfiguration, isPatch = false}: Reference,
  folder: string,
  place: string,
  walk: Walk,
): Promise<void> {
  // A configuration or a patch may stand in the list itself.
  if (text.includes('\n')) {
    if (isConfiguration) await lookInto(text, {place, isInside: true, folder}, walk);
    else if (isPatch) told(text, place, walk, true);
    return;
  }
  if (await remoteIn(text, folder)) {
    walk.remote.push({place, entry: printable(text, 500)});
    return;
  }
  const path = resolve(folder, text);
  try {
    const found = await walk.inputs.find(path);
    const inner = found.isFolder ? await kustomizationIn(path, walk.inputs) : undefined;
    if (inner !== undefined) await visit(inner, isConfiguration, walk);
    if (!found.isFolder && isConfiguration)
      await lookInto(await walk.inputs.text(path), {place: shown(path), isInside: false, folder}, walk);
    else if (!found.isFolder && isPatch) told(await walk.inputs.text(path), shown(path), walk);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    walk.problems.push(`${place}: expected a file or folder at ${shown(path)}, got ${error.got}`);
  }
}

/** What is no valid YAML in a patch; it names nothing. */
function told(text: string, where: string, {problems}: Walk, isInside = false): void {
  for (const source of readYaml(text)) {
    problems.push(
      ...source.problems.map(
        (it) => `${isInside ? where : `${where}:${it.line}:${it.column}`}: expected valid YAML, got: ${it.message}`,
      ),
    );
  }
}

interface Looked {
  /** The file, or the place of a text inside one. */
  readonly place: string;
  readonly isInside: boolean;
  /** What it names is beside the kustomization. */
  readonly folder: string;
}

/**
 * A generator or transformer may name files and URLs under names of its own: nothing in it may lead elsewhere, or be
 * waited for.
 */
async function lookInto(text: string, {place, isInside, folder}: Looked, walk: Walk): Promise<void> {
  for (const {content} of read(text, place, walk, isInside) ?? []) {
    for (const word of wordsIn(content)) {
      if (/:\/\/|^git(::|@)|^ssh:/i.test(word)) walk.remote.push({place, entry: printable(word, 500)});
      const what = await irregularAt(word, folder);
      if (what !== undefined)
        walk.problems.push(`${place}: expected regular files, got ${what} at ${printable(word, 200)}`);
    }
  }
}

/** What a word leads to that is neither a file nor a folder: `path`, or `key=path`. */
async function irregularAt(word: string, folder: string): Promise<string | undefined> {
  for (const path of new Set([word, word.slice(word.indexOf('=') + 1)])) {
    const found = /^[^\0\n]{1,4096}$/.test(path) ? await stat(resolve(folder, path)).catch(() => undefined) : undefined;
    const what = found === undefined || found.isDirectory() ? undefined : irregular(found);
    if (what !== undefined) return what;
  }
  return undefined;
}

function* wordsIn(content: unknown): Iterable<string> {
  if (typeof content === 'string') yield content;
  else if (typeof content === 'object' && content !== null)
    for (const value of Object.values(content)) yield* wordsIn(value);
}

function helmIn(content: Readonly<Record<string, unknown>>): readonly Path[] {
  return Object.keys(content).flatMap((key) => (folded(key).startsWith('helm') ? [[key]] : []));
}

function placeIn(file: string, source: YamlSource | undefined, path: Path): string {
  const position = source?.valueAt(path) ?? source?.keyAt(path);
  return `${shown(file)}:${position?.line ?? 1}:${position?.column ?? 1}`;
}
