import {isAlias, isCollection, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseAllDocuments} from 'yaml';
import type {Document, Node, Pair, YAMLError, YAMLMap} from 'yaml';
import {messageOf} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';
import {kubectlTags} from './kubectl-yaml.ts';

/** A place in a file, counted from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

export type Path = readonly PropertyKey[];

/** One document of a YAML file: its content, and where each path of it stands. */
export interface YamlSource {
  readonly content: unknown;
  /** The comment above it, without its marks; of documents that have none, undefined. */
  readonly comment: string | undefined;
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

/** YAML 1.2 with merge keys, as editors check a profile, or what kubectl reads: YAML 1.1 (see `kubectlTags`). */
const dialects = {
  profile: {merge: true},
  kubectl: {schema: 'yaml-1.1', merge: true, customTags: kubectlTags},
} as const;

/** Parses all documents of a YAML text; empty documents are left out. Linear in the text. */
export function readYaml(text: string, dialect: keyof typeof dialects = 'kubectl'): readonly YamlSource[] {
  const lines = new LineCounter();
  try {
    // The library compares each key with each other; we look for repeated ones by a set.
    // Its warnings quote the text, and go past our streams.
    const documents = parseAllDocuments(text, {
      ...dialects[dialect],
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    });
    if (!Array.isArray(documents)) return [];
    return documents.map((it) => sourceOf(it, lines, dialect === 'kubectl')).filter((it) => it.content !== null);
  } catch (error) {
    const message =
      error instanceof RangeError
        ? `more than ${mostLevels} levels inside each other`
        : printable(messageOf(error), 100);
    return [
      {
        content: undefined,
        comment: undefined,
        problems: [{line: 1, column: 1, message}],
        valueAt: () => undefined,
        keyAt: () => undefined,
        tagged: () => undefined,
      },
    ];
  }
}

function sourceOf(document: Document.Parsed, lines: LineCounter, isJson: boolean): YamlSource {
  const at = (offset: number): Position => {
    const {line, col} = lines.linePos(offset);
    return {line, column: col};
  };
  const start = (node: Node | undefined): Position | undefined => (node?.range ? at(node.range[0]) : undefined);
  const problem = (offset: number, message: string) => ({...at(offset), message});
  const problems = [
    ...document.errors.map((error) => problem(error.pos[0], wordsOf(error))),
    ...structureProblems(document.contents, isJson).map(({node, message}) => problem(node?.range?.[0] ?? 0, message)),
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
    comment: document.commentBefore ?? document.contents?.commentBefore ?? undefined,
    problems,
    valueAt: (path) => start(nodeAt(document, path)),
    keyAt(path) {
      const parent = nodeAt(document, path.slice(0, -1));
      const key = path.length > 0 && isMap(parent) ? pairIn(document, parent, path.at(-1))?.key : undefined;
      return start((key as Node | undefined) ?? nodeAt(document, path));
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

/** Repeated keys, what JSON does not have, and what is nested too deeply for those that read it. Walks without recursion. */
function structureProblems(root: unknown, isJson: boolean): readonly Structural[] {
  const found: Structural[] = [];
  const waiting: {readonly node: unknown; readonly level: number}[] = [{node: root, level: 0}];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const {node, level} = next;
    if (isJson && isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value))
      found.push({node, message: 'a number that JSON does not have'});
    if (!isCollection(node)) continue;
    if (level > mostLevels) return [{node, message: `more than ${mostLevels} levels inside each other`}];
    const seen = new Set<unknown>();
    for (const item of node.items) {
      waiting.push({node: isPair(item) ? item.value : item, level: level + 1});
      if (!isPair(item) || !isScalar(item.key)) continue;
      if (isJson && item.key.value === null) found.push({node: item.key, message: 'a key that is null'});
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

function nodeAt(document: Document.Parsed, path: Path): Node | undefined {
  let node: unknown = meant(document, document.contents);
  for (const step of path) {
    if (isMap(node)) node = meant(document, pairIn(document, node, step)?.value);
    else if (isSeq(node)) node = meant(document, node.items[Number(step)]);
    else return undefined;
  }
  return (node ?? undefined) as Node | undefined;
}

/** What an alias stands for. */
function meant(document: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** The library's own name for `<<`. */
const mergeKey = String(Symbol('<<'));

const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/**
 * The pair of a key, one that is merged in too: of each map an index is made once, because every path of a large one is
 * asked for.
 */
function pairIn(document: Document.Parsed, map: YAMLMap, key: PropertyKey | undefined): Pair | undefined {
  const own = indexOf(map);
  const found = own.get(String(key));
  const merged = found === undefined ? meant(document, own.get(mergeKey)?.value) : undefined;
  if (merged === undefined || merged === map) return found;
  const sources = isSeq(merged) ? merged.items.map((item) => meant(document, item)) : [merged];
  for (const source of sources) {
    // The first has its way, and what is merged into it is too far to look.
    const pair = isMap(source) ? indexOf(source).get(String(key)) : undefined;
    if (pair !== undefined) return pair;
  }
  return undefined;
}

function indexOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = indexes.get(map);
  if (known !== undefined) return known;
  const index = new Map(map.items.map((pair) => [keyText(pair.key), pair]));
  indexes.set(map, index);
  return index;
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
