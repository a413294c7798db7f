import {createHash} from 'node:crypto';
import {basename, dirname, join, resolve} from 'node:path';
import {InputError, shown, type Inputs} from '../inputs/inputs.ts';
import {isPlain} from '../profile/merge.ts';
import {at, type Statement} from './places.ts';
import {readYaml} from '../profile/yaml-source.ts';
import type {YamlSource} from '../profile/yaml-source.ts';

/** What a statement is about. */
interface About {
  readonly kind: string | undefined;
  readonly name: string | undefined;
}

export type StatementAbout = Statement & {readonly about: About};

const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The kustomization file of a folder, undefined when it has none. */
export async function kustomizationIn(folder: string, inputs: Inputs): Promise<string | undefined> {
  const names = await inputs.names(folder);
  const name = kustomizationNames.find((it) => names.includes(it));
  return name === undefined ? undefined : join(folder, name);
}

/** Every object that a file of YAML or JSON states; lists of every kind are opened. */
export async function statementsIn(file: string, inputs: Inputs): Promise<readonly StatementAbout[]> {
  return readYaml(await inputs.text(file)).flatMap((source) => objectsOf(source, shown(file)));
}

/**
 * All that the files of a kustomization state: resources and components first, then patches, in kustomize's own order.
 */
export async function statementsOfKustomization(
  file: string,
  inputs: Inputs,
  seen = new Set<string>(),
): Promise<readonly StatementAbout[]> {
  const {path: folder} = await inputs.find(dirname(file));
  const [source] = readYaml(await inputs.text(file));
  if (!isPlain(source?.content)) return [];
  const found: StatementAbout[] = [];
  for (const field of ['resources', 'bases', 'components']) {
    for (const path of strings(source.content[field]))
      found.push(...(await statementsAt(resolve(folder, path), inputs, seen)));
  }
  const patches = Array.isArray(source.content['patches']) ? source.content['patches'] : [];
  for (const [index, patch] of patches.entries()) {
    if (isPlain(patch)) found.push(...(await statementsOfPatch(patch, index, source, file, inputs)));
  }
  return found;
}

async function statementsAt(path: string, inputs: Inputs, seen: Set<string>): Promise<readonly StatementAbout[]> {
  // A remote resource is no file: what it states has no place of its own.
  const found = await orNothing(inputs.find(path));
  // Stated once, however often it is named.
  if (found === undefined || seen.has(found.path)) return [];
  seen.add(found.path);
  if (!found.isFolder) return statementsIn(path, inputs);
  const inner = await kustomizationIn(path, inputs);
  return inner === undefined ? [] : statementsOfKustomization(inner, inputs, seen);
}

async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if (error instanceof InputError) return undefined;
    throw error;
  });
}

async function statementsOfPatch(
  patch: Readonly<Record<string, unknown>>,
  index: number,
  outer: YamlSource,
  file: string,
  inputs: Inputs,
): Promise<readonly StatementAbout[]> {
  const {target, path, patch: inline} = patch;
  const where =
    typeof path === 'string'
      ? {
          text: (await orNothing(inputs.text(resolve(dirname(file), path)))) ?? '',
          file: shown(resolve(dirname(file), path)),
          linesBefore: 0,
        }
      : // A block scalar's text begins on the line after its indicator.
        {
          text: string(inline) ?? '',
          file: shown(file),
          linesBefore: outer.valueAt(['patches', index, 'patch'])?.line ?? 0,
        };
  return readYaml(where.text).map((source) => {
    const form = Array.isArray(source.content) ? ('operations' as const) : ('merge' as const);
    const about = isPlain(target) ? aboutTarget(target) : aboutObject(source.content);
    return {...where, source, root: [], form, about};
  });
}

function objectsOf(source: YamlSource, file: string): readonly StatementAbout[] {
  const whole = {file, linesBefore: 0, source, root: [], form: 'object' as const};
  const {content} = source;
  const items = itemsOf(content);
  if (items !== undefined)
    return items.map((item, index) => ({...whole, root: ['items', index], about: aboutObject(item)}));
  return [{...whole, about: aboutObject(content)}];
}

/** The items of a list of any kind (`List`, `ConfigMapList`); undefined when it is none. */
function itemsOf(content: unknown): readonly unknown[] | undefined {
  if (!isPlain(content) || !Array.isArray(content['items'])) return undefined;
  return typeof content['kind'] === 'string' && content['kind'].endsWith('List') ? content['items'] : undefined;
}

/**
 * The object of a statement. As kubectl has it, the items of a `ConfigMapList` need not say that they are ConfigMaps,
 * and one with `generateName` alone gets a name, here always the same.
 */
export function objectIn({source, root}: Statement): unknown {
  const object = at(source.content, root);
  if (!isPlain(object)) return object;
  const list = root.length === 0 || !isPlain(source.content) ? {} : source.content;
  const kind = string(list['kind'])?.replace(/List$/, '') ?? '';
  const typed = kind === '' ? object : {apiVersion: list['apiVersion'], kind, ...object};
  const {metadata} = typed as {readonly metadata?: unknown};
  if (!isPlain(metadata) || metadata['name'] !== undefined || typeof metadata['generateName'] !== 'string')
    return typed;
  return {...typed, metadata: {...metadata, name: `${metadata['generateName']}${suffixOf(typed)}`}};
}

/** As long as the API server's own. */
function suffixOf(object: unknown): string {
  return createHash('sha256').update(JSON.stringify(object)).digest('hex').slice(0, 5);
}

function aboutObject(content: unknown): About {
  if (!isPlain(content)) return {kind: undefined, name: undefined};
  const metadata = content['metadata'];
  return {kind: string(content['kind']), name: isPlain(metadata) ? string(metadata['name']) : undefined};
}

function aboutTarget(target: Readonly<Record<string, unknown>>): About {
  // Which objects a label selects is not known here; better no place than a wrong one.
  if (target['labelSelector'] !== undefined || target['annotationSelector'] !== undefined) return {kind: '', name: ''};
  return {kind: string(target['kind']), name: string(target['name'])};
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((it) => typeof it === 'string') : [];
}

/** True for the names that kubectl takes for a kustomization. */
export function isKustomization(path: string): boolean {
  return kustomizationNames.includes(basename(path));
}

/** True for files that hold objects, as kubectl takes them: not the profile, not a kustomization. */
export function isManifestFile(path: string): boolean {
  return /\.(ya?ml|json)$/.test(path) && basename(path) !== 'seatrial.yaml' && !isKustomization(path);
}
