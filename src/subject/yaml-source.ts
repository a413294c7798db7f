import {isMap, isScalar, isSeq, LineCounter, parseAllDocuments} from 'yaml';
import type {Document, Node, YAMLMap} from 'yaml';

/** A place in a file, counted from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

export type Path = readonly PropertyKey[];

/** One document of a YAML file: its content, and where each path of it stands. */
export interface YamlSource {
  readonly content: unknown;
  readonly problems: readonly (Position & {readonly message: string})[];
  /** Where the value at `path` begins; undefined when it is not in this document. */
  valueAt(path: Path): Position | undefined;
  /** Where the key that leads to `path` begins (of a list's item or the document: its value). */
  keyAt(path: Path): Position | undefined;
}

/** Parses all documents of a YAML text; empty documents are left out. */
export function readYaml(text: string): readonly YamlSource[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {lineCounter: lines, prettyErrors: false});
  if (!Array.isArray(documents)) return [];
  return documents.map((it) => sourceOf(it, lines)).filter((it) => it.content !== null);
}

function sourceOf(document: Document.Parsed, lines: LineCounter): YamlSource {
  const at = (offset: number): Position => {
    const {line, col} = lines.linePos(offset);
    return {line, column: col};
  };
  const start = (node: Node | undefined): Position | undefined => (node?.range ? at(node.range[0]) : undefined);
  return {
    content: document.errors.length > 0 ? undefined : document.toJS({maxAliasCount: 100}),
    problems: document.errors.map((error) => ({...at(error.pos[0]), message: firstLine(error.message)})),
    valueAt: (path) => start(nodeAt(document.contents, path)),
    keyAt(path) {
      const parent = nodeAt(document.contents, path.slice(0, -1));
      const key = path.length > 0 && isMap(parent) ? keyNode(parent, path.at(-1)) : undefined;
      return start(key ?? nodeAt(document.contents, path));
    },
  };
}

function nodeAt(root: Node | null, path: Path): Node | undefined {
  let node: unknown = root;
  for (const step of path) {
    if (isMap(node)) node = node.items.find((it) => keyText(it.key) === String(step))?.value;
    else if (isSeq(node)) node = node.items[Number(step)];
    else return undefined;
  }
  return (node ?? undefined) as Node | undefined;
}

function keyNode(map: YAMLMap, key: PropertyKey | undefined): Node | undefined {
  return map.items.find((it) => keyText(it.key) === String(key))?.key as Node | undefined;
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
