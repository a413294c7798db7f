import {isPlain} from '../profile/merge.ts';
import type {Path} from '../profile/yaml-source.ts';

/** One thing that a kustomization names, and where. */
export interface Reference {
  readonly text: string;
  readonly at: Path;
  /** Its own content is a configuration that may name more. */
  readonly isConfiguration: boolean;
  /** Its own content is a patch, which kubectl lays out. */
  readonly isPatch?: boolean;
}

const configurations = ['generators', 'transformers', 'validators'];
const files = [
  'resources',
  'bases',
  'components',
  'crds',
  'configurations',
  'patchesstrategicmerge',
  ...configurations,
];
const withPath = ['patches', 'patchesjson6902', 'replacements', 'openapi'];
const generated = ['configmapgenerator', 'secretgenerator'];

/** What a kustomization names: files, folders, URLs, and patches that stand in it. */
export function referencesOf(content: Readonly<Record<string, unknown>>): readonly Reference[] {
  return Object.entries(content).flatMap(([key, value]): readonly Reference[] => {
    const name = folded(key);
    const isPatch = name.startsWith('patches');
    if (files.includes(name))
      return textsAt(value, [key], configurations.includes(name)).map((it) => ({...it, isPatch}));
    if (withPath.includes(name)) {
      const paths = itemsOf(value, [key]).flatMap(({item, at}) =>
        fieldsOf(item, at, ['path']).map((it) => ({...it, isPatch})),
      );
      // A patch that stands in the list itself, or below its entry.
      const inside = isPatch ? itemsOf(value, [key]).flatMap(({item, at}) => fieldsOf(item, at, ['patch'])) : [];
      return [...paths, ...inside.map((it) => ({...it, text: `${it.text}\n`, isPatch}))];
    }
    if (generated.includes(name)) {
      return itemsOf(value, [key]).flatMap(({item, at}) =>
        fieldsOf(item, at, ['files', 'envs', 'env']).map(withoutKey),
      );
    }
    return [];
  });
}

/** kubectl takes keys whatever their case, and two letters that only fold to ours. */
export function folded(key: string): string {
  return key.toUpperCase().toLowerCase();
}

function fieldsOf(item: unknown, at: Path, names: readonly string[]): readonly Reference[] {
  if (!isPlain(item)) return [];
  return Object.entries(item).flatMap(([key, value]) =>
    names.includes(folded(key)) ? textsAt(value, [...at, key], false) : [],
  );
}

/** `files` of a generator may say under which key a file stands: `key=path`. */
function withoutKey(reference: Reference): Reference {
  return {...reference, text: reference.text.replace(/^[^=/]*=/, '')};
}

function textsAt(value: unknown, at: Path, isConfiguration: boolean): readonly Reference[] {
  return itemsOf(value, at).flatMap(({item, at: here}) =>
    typeof item === 'string' && item !== '' ? [{text: item, at: here, isConfiguration}] : [],
  );
}

function itemsOf(value: unknown, at: Path): readonly {readonly item: unknown; readonly at: Path}[] {
  return Array.isArray(value) ? value.map((item: unknown, index) => ({item, at: [...at, index]})) : [{item: value, at}];
}
