import {dirname, resolve} from 'node:path';
import {printable} from '../system/printable.ts';
import {InputError, shown, type Inputs} from './inputs.ts';
import {isPlain} from './merge.ts';
import {remoteIn} from './remote.ts';
import {kustomizationIn} from './statements.ts';
import {readYaml, type Path, type YamlSource} from './yaml-source.ts';

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

/** One thing that a kustomization names, and where. */
interface Reference {
  readonly text: string;
  readonly at: Path;
  /** Its own content is a configuration that may name more. */
  readonly isConfiguration: boolean;
}

/** `isConfiguration`: what this one builds configures another, as a generator or transformer. */
async function visit(file: string, isConfiguration: boolean, walk: Walk): Promise<void> {
  // As kubectl does: what a kustomization names is beside it where its folder really is.
  const {path: folder} = await walk.inputs.find(dirname(file));
  const key = `${String(isConfiguration)} ${folder}`;
  if (walk.seen.has(key)) return;
  walk.seen.add(key);
  const documents = readYaml(await walk.inputs.text(file));
  const [source] = documents;
  const place = (path: Path): string => placeIn(file, source, path);
  const broken = documents.flatMap(({problems}) => problems);
  for (const it of broken) walk.problems.push(`${shown(file)}:${it.line}:${it.column}: expected valid YAML, got: ${it.message}`);
  if (broken.length > 0 || source === undefined) return;
  if (documents.length > 1) walk.problems.push(`${place([])}: expected one YAML document, got several`);
  if (!isPlain(source.content)) return;
  for (const path of mergeKeys(source.content)) walk.problems.push(`${place(path)}: expected a kustomization without merge keys, got "<<"`);
  for (const path of helmIn(source.content)) walk.problems.push(`${place(path)}: expected no Helm charts, got some: render them to files first`);
  for (const reference of referencesOf(source.content)) {
    const more = isConfiguration || reference.isConfiguration;
    await follow({...reference, isConfiguration: more}, folder, place(reference.at), walk);
  }
}

async function follow({text, isConfiguration}: Reference, folder: string, place: string, walk: Walk): Promise<void> {
  // A configuration or a patch may stand in the list itself.
  if (text.includes('\n')) return isConfiguration ? lookInto(text, place, walk) : undefined;
  if (await remoteIn(text, folder)) {
    walk.remote.push({place, entry: printable(text, 500)});
    return;
  }
  const path = resolve(folder, text);
  try {
    const found = await walk.inputs.find(path);
    const inner = found.isFolder ? await kustomizationIn(path, walk.inputs) : undefined;
    if (inner !== undefined) await visit(inner, isConfiguration, walk);
    if (!found.isFolder && isConfiguration) lookInto(await walk.inputs.text(path), shown(path), walk);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    walk.problems.push(`${place}: expected a file or folder at ${shown(path)}, got ${error.got}`);
  }
}

/** A generator or transformer may name files and URLs under names of its own: nothing in it may lead elsewhere. */
function lookInto(text: string, place: string, walk: Walk): void {
  for (const {content} of readYaml(text)) {
    for (const word of wordsIn(content)) if (/:\/\/|^git(::|@)|^ssh:/i.test(word)) walk.remote.push({place, entry: printable(word, 500)});
  }
}

function* wordsIn(content: unknown): Iterable<string> {
  if (typeof content === 'string') yield content;
  else if (typeof content === 'object' && content !== null) for (const value of Object.values(content)) yield* wordsIn(value);
}

const configurations = ['generators', 'transformers', 'validators'];
const files = ['resources', 'bases', 'components', 'crds', 'configurations', 'patchesstrategicmerge', ...configurations];
const withPath = ['patches', 'patchesjson6902', 'replacements', 'openapi'];
const generated = ['configmapgenerator', 'secretgenerator'];

function referencesOf(content: Readonly<Record<string, unknown>>): readonly Reference[] {
  return Object.entries(content).flatMap(([key, value]): readonly Reference[] => {
    const name = folded(key);
    if (files.includes(name)) return textsAt(value, [key], configurations.includes(name));
    if (withPath.includes(name)) return itemsOf(value, [key]).flatMap(({item, at}) => fieldsOf(item, at, ['path']));
    if (generated.includes(name)) {
      return itemsOf(value, [key]).flatMap(({item, at}) => fieldsOf(item, at, ['files', 'envs', 'env']).map(withoutKey));
    }
    return [];
  });
}

function fieldsOf(item: unknown, at: Path, names: readonly string[]): readonly Reference[] {
  if (!isPlain(item)) return [];
  return Object.entries(item).flatMap(([key, value]) => (names.includes(folded(key)) ? textsAt(value, [...at, key], false) : []));
}

/** `files` of a generator may say under which key a file stands: `key=path`. */
function withoutKey(reference: Reference): Reference {
  return {...reference, text: reference.text.replace(/^[^=/]*=/, '')};
}

function textsAt(value: unknown, at: Path, isConfiguration: boolean): readonly Reference[] {
  return itemsOf(value, at).flatMap(({item, at: here}) => (typeof item === 'string' && item !== '' ? [{text: item, at: here, isConfiguration}] : []));
}

function itemsOf(value: unknown, at: Path): readonly {readonly item: unknown; readonly at: Path}[] {
  return Array.isArray(value) ? value.map((item: unknown, index) => ({item, at: [...at, index]})) : [{item: value, at}];
}

/** kubectl takes keys whatever their case, and two letters that only fold to ours. */
function folded(key: string): string {
  return key.toUpperCase().toLowerCase();
}

function helmIn(content: Readonly<Record<string, unknown>>): readonly Path[] {
  return Object.keys(content).flatMap((key) => (folded(key).startsWith('helm') ? [[key]] : []));
}

/** kubectl lays merged keys over the map, and this reader does not: what they name would not be seen. */
function mergeKeys(content: unknown, at: Path = []): readonly Path[] {
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([key, value]) => [...(key === '<<' ? [[...at, key]] : []), ...mergeKeys(value, [...at, key])]);
}

function placeIn(file: string, source: YamlSource | undefined, path: Path): string {
  const position = source?.valueAt(path) ?? source?.keyAt(path);
  return `${shown(file)}:${position?.line ?? 1}:${position?.column ?? 1}`;
}
