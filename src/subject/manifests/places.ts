import {pathText} from '../../text/issue-text.ts';
import {isPlain} from '../profile/merge.ts';
import type {Path, YamlSource} from '../profile/yaml-source.ts';

/** Text that states an object or changes it: a document, a merge patch, or a list of JSON patch operations. */
export interface Statement {
  /** As a person would type it. */
  readonly file: string;
  /** Lines of the file before the text begins: 0, or those above a patch that stands inside another file. */
  readonly linesBefore: number;
  readonly source: YamlSource;
  /** Where in the document the object is: [] or, in a `kind: List`, ['items', 0]. */
  readonly root: Path;
  readonly form: 'object' | 'merge' | 'operations';
}

/** Where one path of an object is stated. */
export interface Place {
  readonly path: string;
  readonly file: string;
  readonly line: number;
  /** 1 in a patch that stands inside another file, whose own indent is not known. */
  readonly column: number;
}

/**
 * Where each path of an object is stated, or was removed, the last statement winning. Lists whose items have names are
 * matched by name, so that a patch of one container points at that container's place in the object.
 */
export function placesOf(object: unknown, statements: readonly Statement[]): readonly Place[] {
  const places = new Map<string, Place>();
  for (const statement of statements) {
    const note = (target: Path, source: Path) => {
      const position = statement.source.keyAt(source);
      if (position === undefined || target.length === 0) return;
      const path = pathText(target);
      // A merge patch names a map or a list only to get inside it.
      if (statement.form === 'merge' && places.has(path) && isInner(at(statement.source.content, source))) return;
      const column = statement.linesBefore === 0 ? position.column : 1;
      places.set(path, {path, file: statement.file, line: position.line + statement.linesBefore, column});
    };
    const content = at(statement.source.content, statement.root);
    if (statement.form === 'operations') operations(content, object, note);
    else walk(content, object, statement.root, [], note);
  }
  return [...places.values()];
}

type Note = (target: Path, source: Path) => void;

function walk(content: unknown, object: unknown, source: Path, target: Path, note: Note): void {
  note(target, source);
  if (isPlain(content)) {
    for (const [key, value] of Object.entries(content))
      walk(value, at(object, [key]), [...source, key], [...target, key], note);
  } else if (Array.isArray(content)) {
    for (const [index, item] of content.entries()) {
      const there = indexByName(item, object) ?? index;
      walk(item, at(object, [there]), [...source, index], [...target, there], note);
    }
  }
}

function operations(content: unknown, object: unknown, note: Note): void {
  if (!Array.isArray(content)) return;
  for (const [index, operation] of content.entries()) {
    if (!isPlain(operation) || typeof operation['path'] !== 'string') continue;
    const target = pointerPath(operation['path'], object);
    note(target, [index]);
    const value = operation['value'];
    if (isPlain(value) || Array.isArray(value)) {
      walk(value, at(object, target), [index, 'value'], target, (path, source) =>
        note(path, path.length === target.length ? [index] : source),
      );
    }
  }
}

/** The path that a JSON pointer means in the object after the operation. */
function pointerPath(pointer: string, object: unknown): Path {
  const path: PropertyKey[] = [];
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    const here = at(object, path);
    if (!Array.isArray(here)) path.push(step);
    else path.push(step === '-' ? here.length - 1 : Number(step));
  }
  return path;
}

function indexByName(item: unknown, list: unknown): number | undefined {
  if (!isPlain(item) || typeof item['name'] !== 'string' || !Array.isArray(list)) return undefined;
  return indexOf(list).get(item['name']);
}

const indexes = new WeakMap<readonly unknown[], ReadonlyMap<unknown, number>>();

/** Where the items of a list stand, by name; made once, because every item of another list asks. */
function indexOf(list: readonly unknown[]): ReadonlyMap<unknown, number> {
  const known = indexes.get(list);
  if (known !== undefined) return known;
  // Of two with one name the first counts: it is set last.
  const index = new Map(
    [...list.entries()].reverse().flatMap(([at, it]) => (isPlain(it) ? [[it['name'], at] as const] : [])),
  );
  indexes.set(list, index);
  return index;
}

function isInner(value: unknown): boolean {
  return isPlain(value) || Array.isArray(value);
}

/** The value at a path of plain data, undefined where there is none. */
export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (it, step) => (typeof it === 'object' && it !== null ? (it as Record<PropertyKey, unknown>)[step] : undefined),
    value,
  );
}
