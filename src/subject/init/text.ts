import {Document, isMap, isScalar, isSeq, parseDocument, Scalar, type YAMLMap, type YAMLSeq} from 'yaml';
import {UsageError} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';
import type {Path} from '../profile/yaml-source.ts';
import {type Line, todo} from './line.ts';

/** A profile's text, and what is new in it against the one before. */
export interface Drafted {
  readonly text: string;
  /** Paths that the owner has to answer. */
  readonly open: readonly string[];
  /** How many values of the owner's were kept. */
  readonly kept: number;
}

const head = ` The profile of a service for seatrial. Each line says where it comes from, and how sure that is:
 stated (written for this purpose), likely (it follows from what is written), guess, or TODO: only you know.
 A profile with a TODO is refused.`;

/**
 * The text of a profile with these lines. Laid over one that is there, the owner's values and comments stay, lists that
 * they wrote too; only a TODO is answered, and what is missing added. Throws UsageError for one that is no YAML map.
 */
export function profileText(lines: readonly Line[], before?: {readonly text: string; readonly file: string}): Drafted {
  const document = before === undefined ? emptyDocument() : parsed(before);
  const own = before === undefined ? new Set<string>() : listsOf(document);
  const kept = lines.filter((line) => !put(document, line, own)).length;
  const open = openIn(document.contents, []);
  return {text: document.toString({lineWidth: 0}), open, kept: before === undefined ? 0 : kept};
}

function emptyDocument(): Document {
  const document = new Document({});
  if (isMap(document.contents)) document.contents.flow = false;
  document.commentBefore = head;
  return document;
}

function parsed({text, file}: {readonly text: string; readonly file: string}): Document {
  const document: Document = parseDocument(text, {prettyErrors: false});
  const [problem] = document.errors;
  if (problem === undefined && (document.contents === null || isMap(document.contents))) {
    document.contents ??= document.createNode({});
    return document;
  }
  throw new UsageError(
    'profile-invalid',
    `${printable(file, 500)}: expected a profile, got ${problem === undefined ? 'no map' : 'no YAML'}`,
    {
      hint: 'Correct it, or write a new one with --force',
    },
  );
}

/** The lists that the owner wrote: nothing is added to them, for what they leave out they may mean to. */
function listsOf(document: Document): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (node: unknown, path: readonly string[]): void => {
    if (isSeq(node)) found.add(path.join('\0'));
    if (!isMap(node)) return;
    for (const {key, value} of node.items) walk(value, [...path, String(isScalar(key) ? key.value : key)]);
  };
  walk(document.contents, []);
  return found;
}

/** Puts a value where none is, or a TODO; false: the owner's stays. */
function put(document: Document, {path, value, from, sure}: Line, own: ReadonlySet<string>): boolean {
  const there = document.getIn(path, true);
  const isOpen = isScalar(there) && there.value === todo;
  if (there !== undefined && !(isOpen && sure !== 'todo')) return false;
  const list = path.findIndex((step) => typeof step === 'number');
  if (there === undefined && list !== -1 && own.has(path.slice(0, list).join('\0'))) return false;
  const node = new Scalar(value);
  node.comment = ` ${sure === 'todo' ? '' : `${sure}: `}${printable(from, 300)}`;
  place(document, path, node);
  return true;
}

/** Sets a node, making the maps and lists on its way as a person would write them. */
function place(document: Document, path: Path, node: Scalar): void {
  let here = document.contents as unknown as YAMLMap | YAMLSeq;
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1;
    const inner: unknown = here.get(step as never, true);
    if (isLast) {
      here.set(step as never, node);
      return;
    }
    if (isMap(inner) || isSeq(inner)) {
      here = inner;
      continue;
    }
    const made = document.createNode(typeof path[index + 1] === 'number' ? [] : {}) as YAMLMap | YAMLSeq;
    made.flow = false;
    here.set(step as never, made);
    here = made;
  }
}

/** The paths at which a TODO stands. */
function openIn(node: unknown, path: readonly (string | number)[]): readonly string[] {
  if (isScalar(node)) return node.value === todo ? [path.join('.')] : [];
  if (isMap(node))
    return node.items.flatMap(({key, value}) => openIn(value, [...path, String(isScalar(key) ? key.value : key)]));
  return isSeq(node) ? node.items.flatMap((item, index) => openIn(item, [...path, index])) : [];
}
