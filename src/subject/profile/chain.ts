import {dirname, resolve} from 'node:path';
import {UsageError} from '../../system/errors.ts';
import {todo} from '../init/line.ts';
import {InputError, inputBounds, shown, type Inputs} from '../inputs/inputs.ts';
import {isPlain, merge} from './merge.ts';
import {readYaml} from './yaml-source.ts';
import type {YamlSource} from './yaml-source.ts';

/** One profile file, with the paths in it made absolute. */
export interface ProfileFile {
  readonly path: string;
  readonly source: YamlSource;
  readonly content: unknown;
}

const maxDepth = 5;

/**
 * Reads a profile and those it inherits from, the most specific one first. Throws UsageError when one cannot be read.
 */
export async function readChain(path: string, inputs: Inputs): Promise<readonly ProfileFile[]> {
  const chain: ProfileFile[] = [];
  let next: string | undefined = resolve(path);
  let askedBy = '';
  while (next !== undefined) {
    if (chain.some((it) => it.path === next))
      throw new UsageError('profile-cycle', `${askedBy}: base leads back to ${shown(next)}`);
    if (chain.length >= maxDepth)
      throw new UsageError('profile-too-deep', `${askedBy}: more than ${maxDepth} profiles inherit from each other`);
    const file: ProfileFile = await readProfileFile(next, askedBy, inputs);
    chain.push(file);
    const base: unknown = isPlain(file.content) ? file.content['base'] : undefined;
    next = typeof base === 'string' && base !== '' ? base : undefined;
    askedBy = profilePlace(file, file.source.valueAt(['base']));
  }
  return chain;
}

/** What the whole chain says, the more specific file winning. */
export function mergeChain(chain: readonly ProfileFile[]): unknown {
  return chain.reduceRight<unknown>((under, file) => merge(under, file.content), undefined);
}

/** `file:line:column`, the file as seen from the working directory. */
export function profilePlace(
  file: ProfileFile,
  position: {readonly line: number; readonly column: number} | undefined,
): string {
  return `${shown(file.path)}:${position?.line ?? 1}:${position?.column ?? 1}`;
}

async function readProfileFile(path: string, askedBy: string, inputs: Inputs): Promise<ProfileFile> {
  let text: string;
  try {
    text = await inputs.text(path, inputBounds.profileBytes);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    const where = askedBy === '' ? '' : `${askedBy}: `;
    throw new UsageError(
      'profile-missing',
      `${where}expected a profile at ${shown(path)}, got: ${cause.got === 'nothing' ? 'no such file' : cause.got}`,
      {
        cause,
        hint:
          askedBy === ''
            ? 'Give the path of a seatrial.yaml with --subject.'
            : 'Correct `base`; it is relative to the file that states it, and stays below the root (--root names another one).',
      },
    );
  }
  const [source, second] = readYaml(text, 'profile');
  if (source === undefined)
    throw new UsageError('profile-empty', `${shown(path)}:1:1: expected a profile, got an empty file`);
  if (second !== undefined)
    throw new UsageError('profile-invalid', `${shown(path)}:1:1: expected one YAML document, got several`);
  return {path, source, content: withAbsolutePaths(source.content, dirname(path))};
}

function withAbsolutePaths(content: unknown, folder: string): unknown {
  if (!isPlain(content)) return content;
  const absolute = (value: unknown): unknown =>
    typeof value === 'string' && value !== '' && value !== todo ? resolve(folder, value) : value;
  const each = (value: unknown): unknown => (Array.isArray(value) ? value.map(absolute) : value);
  const source = (value: unknown): unknown => {
    if (!isPlain(value)) return absolute(value);
    const {helm, values} = value;
    return {
      ...value,
      ...(helm === undefined ? {} : {helm: absolute(helm)}),
      ...(values === undefined ? {} : {values: each(values)}),
    };
  };
  const {base, images} = content;
  const image = (value: unknown): unknown =>
    isPlain(value) && value['build'] !== undefined ? {...value, build: absolute(value['build'])} : value;
  const built = Array.isArray(images) ? {images: images.map(image)} : {};
  const sources = sourceFields.flatMap((field) => {
    const value = content[field];
    return Array.isArray(value) ? [[field, value.map(source)] as const] : [];
  });
  return {...content, ...(base === undefined ? {} : {base: absolute(base)}), ...built, ...Object.fromEntries(sources)};
}

/** The fields of a profile that say where objects are read from. */
export const sourceFields = ['manifests', 'provide', 'secretsFrom'] as const;
