import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {pathText} from '../../text/issue-text.ts';
import type {Place} from '../manifests/places.ts';
import {isPlain} from '../profile/merge.ts';
import type {Path} from '../profile/yaml-source.ts';
import type {Template} from './template.ts';

/**
 * Where the paths of a rendered object are stated. Helm tells the template and no line: a key that stands once in it
 * gives the line, and where a value takes its place the file of values gives a better one. Paths of which neither is
 * sure have no place of their own.
 */
export function templatePlaces(object: KubeObject, template: Template): readonly Place[] {
  const lines = linesByKey(template.lines);
  const places: Place[] = [];
  const look = (value: unknown, path: Path, above: Reference | undefined): void => {
    const key = path.at(-1);
    // What comes whole out of the values has no line of its own.
    const line = above === undefined && typeof key === 'string' ? lines.get(key) : undefined;
    const named = line === undefined ? undefined : referenceOn(template.lines, line);
    // A map that comes whole out of the values has its paths below that value.
    const reference =
      named ?? (above === undefined || key === undefined ? undefined : {...above, path: [...above.path, String(key)]});
    const place = reference === undefined ? undefined : valuePlace(reference, template);
    if (path.length > 0 && (place !== undefined || line !== undefined))
      places.push({path: pathText(path), ...(place ?? {file: template.file, line: line ?? 1, column: 1})});
    const inside = reference?.isWhole === true || named === undefined ? reference : undefined;
    if (isPlain(value)) for (const [name, inner] of Object.entries(value)) look(inner, [...path, name], inside);
    else if (Array.isArray(value))
      for (const [index, inner] of value.entries()) look(inner, [...path, index], undefined);
  };
  look(object, [], undefined);
  return places;
}

/** A value that a template takes: `.Values.image.tag` is ['image', 'tag']. */
interface Reference {
  readonly path: Path;
  /** It stands for all that is below its key. */
  readonly isWhole: boolean;
}

/** The lines (from 1) of keys that stand once in a template. */
function linesByKey(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number | undefined>();
  for (const [index, text] of lines.entries()) {
    const key = /^\s*(?:-\s+)?["']?([\w./-]+)["']?:(?:\s|$)/.exec(text)?.[1];
    if (key !== undefined) found.set(key, found.has(key) ? undefined : index + 1);
  }
  return new Map([...found].flatMap(([key, line]) => (line === undefined ? [] : [[key, line] as const])));
}

const value = /\.Values((?:\.\w+)+)/g;

/** The value on a line, or in the block below a key that has nothing beside it. */
function referenceOn(lines: readonly string[], line: number): Reference | undefined {
  const own = valuesIn(lines[line - 1]);
  if (own.length === 1) return {path: own[0] ?? [], isWhole: /toYaml|toJson/.test(lines[line - 1] ?? '')};
  if (own.length > 1 || !/:\s*$/.test(lines[line - 1] ?? '')) return undefined;
  const below = lines[line] ?? '';
  const inside = valuesIn(below);
  return inside.length === 1 && /toYaml|toJson/.test(below) ? {path: inside[0] ?? [], isWhole: true} : undefined;
}

function valuesIn(text = ''): readonly Path[] {
  return [...text.matchAll(value)].map(([, path = '']) => path.split('.').slice(1));
}

/** Where a value is stated; undefined where no file does. */
function valuePlace({path}: Reference, {values}: Template): Omit<Place, 'path'> | undefined {
  for (const {file, source} of values) {
    const position = source.valueAt(path) === undefined ? undefined : source.keyAt(path);
    if (position !== undefined) return {file, line: position.line, column: position.column};
  }
  return undefined;
}
