import {isCollection, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseAllDocuments} from 'yaml';
import type {Document, Node, Pair, YAMLError, YAMLMap} from 'yaml';
import {messageOf} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';

/** A place in a file, counted from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

export type Path = readonly PropertyKey[];

/** One document of a YAML file: its content, and where each path of it stands. */
export interface YamlSource {
  readonly content: unknown;
  /** What is no valid YAML in it, in words that hold nothing of the text. */
  readonly problems: readonly (Position & {readonly message: string})[];
  /** Where the value at `path` begins; undefined when it is not in this document. */
  valueAt(path: Path): Position | undefined;
  /** Where the key that leads to `path` begins (of a list's item or the document: its value). */
  keyAt(path: Path): Position | undefined;
  /** The first value or key with a tag, which another reader may decode; undefined when none has one. */
  tagged(): (Position & {readonly tag: string}) | undefined;
}

/** Deeper than any manifest, and far from where a recursive reader ends. */
const mostLevels = 200;

/** Parses all documents of a YAML text; empty documents are left out. Linear in the text. */
export function readYaml(text: string): readonly YamlSource[] {
  const lines = new LineCounter();
  try {
    // The library compares each key with each other; we look for repeated ones by a set.
    // Its warnings quote the text, and go past our streams.
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    });
    if (!Array.isArray(documents)) return [];
    return documents.map((it) => sourceOf(it, lines)).filter((it) => it.content !== null);
  } catch (error) {
    const message =
      error instanceof RangeError
        ? `more than ${mostLevels} levels inside each other`
        : printable(messageOf(error), 100);
    return [
      {
        content: undefined,
        problems: [{line: 1, column: 1, message}],
        valueAt: () => undefined,
        keyAt: () => undefined,
        tagged: () => undefined,
      },
    ];
  }
}

function sourceOf(document: Document.Parsed, lines: LineCounter): YamlSource {
  const at = (offset: number): Position => {
    const {line, col} = lines.linePos(offset);
    return {line, column: col};
  };
  const start = (node: Node | undefined): Position | undefined => (node?.range ? at(node.range[0]) : undefined);
  const problem = (offset: number, message: string) => ({...at(offset), message});
  const problems = [
    ...document.errors.map((error) => problem(error.pos[0], wordsOf(error))),
    ...structureProblems(document.contents).map(({node, message}) => problem(node?.range?.[0] ?? 0, message)),
  ];
  let content: unknown;
  if (problems.length === 0) {
    try {
      content = document.toJS({maxAliasCount: 100});
      refuseDeep(content, 0);
    } catch {
      content = undefined;
      problems.push(problem(document.range[0], 'aliases that lead nowhere, or grow too large'));
    }
  }
  return {
    content,
    problems,
    valueAt: (path) => start(nodeAt(document.contents, path)),
    keyAt(path) {
      const parent = nodeAt(document.contents, path.slice(0, -1));
      const key = path.length > 0 && isMap(parent) ? pairIn(parent, path.at(-1))?.key : undefined;
      return start((key as Node | undefined) ?? nodeAt(document.contents, path));
    },
    tagged() {
      const found = nodesIn(document.contents).find((it) => it.tag !== undefined);
      return found?.tag === undefined ? undefined : {...at(found.range?.[0] ?? 0), tag: tagText(found.tag)};
    },
  };
}

/** All values and keys. Walks without recursion. */
function nodesIn(root: unknown): readonly (Node & {readonly tag?: string})[] {
  const found: (Node & {readonly tag?: string})[] = [];
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (!isNode(node)) continue;
    found.push(node as Node & {readonly tag?: string});
    if (isCollection(node))
      waiting.push(...node.items.flatMap((item) => (isPair(item) ? [item.key, item.value] : [item])).toReversed());
  }
  return found;
}

/** `!!binary`, as it is mostly written. */
function tagText(tag: string): string {
  return printable(tag.replace(/^tag:yaml\.org,2002:/, '!!'), 60);
}

/**
 * What the library says of an error, without the words of the text that it quotes: the text may be anything, a file of
 * passwords too.
 */
function wordsOf({code, message}: YAMLError): string {
  if (code === 'BAD_DIRECTIVE') return 'a directive that is not known';
  if (code === 'TAG_RESOLVE_FAILED' || code === 'BAD_COLLECTION_TYPE') return 'a tag that is not known here';
  if (code === 'BAD_DQ_ESCAPE') return 'Invalid escape sequence';
  if (code === 'BAD_SCALAR_START') return 'a plain value that begins with a reserved character';
  const [line = ''] = message.split('\n');
  return printable((code === 'UNEXPECTED_TOKEN' ? line.split(': ')[0] : line) ?? line, 120);
}

interface Structural {
  readonly node: Node | undefined;
  readonly message: string;
}

/** Repeated keys, and what is nested too deeply for those that read it. Walks without recursion. */
function structureProblems(root: unknown): readonly Structural[] {
  const found: Structural[] = [];
  const waiting: {readonly node: unknown; readonly level: number}[] = [{node: root, level: 0}];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const {node, level} = next;
    if (!isCollection(node)) continue;
    if (level > mostLevels) return [{node, message: `more than ${mostLevels} levels inside each other`}];
    const seen = new Set<unknown>();
    for (const item of node.items) {
      waiting.push({node: isPair(item) ? item.value : item, level: level + 1});
      if (!isPair(item) || !isScalar(item.key)) continue;
      if (seen.has(item.key.value)) found.push({node: item.key, message: 'Map keys must be unique'});
      seen.add(item.key.value);
    }
  }
  return found;
}

/** An alias inside what it stands for makes a value that never ends. */
function refuseDeep(value: unknown, level: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (level > mostLevels) throw new RangeError('too deep');
  for (const inner of Object.values(value)) refuseDeep(inner, level + 1);
}

function nodeAt(root: Node | null, path: Path): Node | undefined {
  let node: unknown = root;
  for (const step of path) {
    if (isMap(node)) node = pairIn(node, step)?.value;
    else if (isSeq(node)) node = node.items[Number(step)];
    else return undefined;
  }
  return (node ?? undefined) as Node | undefined;
}

const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** The pair of a key: of each map an index is made once, because every path of a large one is asked for. */
function pairIn(map: YAMLMap, key: PropertyKey | undefined): Pair | undefined {
  let index = indexes.get(map);
  if (index === undefined) {
    index = new Map(map.items.map((pair) => [keyText(pair.key), pair]));
    indexes.set(map, index);
  }
  return index.get(String(key));
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
