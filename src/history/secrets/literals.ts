import {containersOf} from '../../kubernetes/containers.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {redacted} from './scrub.ts';
import {looksPublic, looksRandom, saysSecret, shortestSecret, wordsOf} from './secret-words.ts';

/** The longest piece that is looked for; a longer literal is looked for in pieces. */
const longestPiece = 64;
/** More pieces than this are not looked for: a subject of that size is its own denial of service. */
const mostPieces = 50_000;
/** How much of one value is read for words. */
const longestValue = 65_536;
/** Words that checks and people read in messages of the cluster. */
const vocabulary = new Set(
  'failed liveness readiness startup probe container containers disruption budget evict evicted eviction cannot violate pod pods needs healthy currently deleted created started killing pulled pulling scheduled successfully assigned message unhealthy'.split(
    ' ',
  ),
);

/** The secrets that are known by their letters, and how they are found in a text. */
export interface Literals {
  /**
   * Learns from an object, as written or as the API server has it: names first, which are never secrets, then its
   * values.
   */
  learn(objects: readonly KubeObject[]): void;
  /** Learns values that are given under a name, e.g. the headers of a request. */
  learnNamed(values: Readonly<Record<string, string>>): void;
  /** A text without any of them; linear in the text, whatever their number. */
  without(text: string, taken?: (literal: string) => void): string;
}

/** Knows no secret yet. */
export function literals(): Literals {
  const names = new Set<string>();
  let allNames = '';
  const pieces = new Set<string>();
  // The lengths of all pieces that begin with the same six letters, the longest first.
  const lengths = new Map<string, number[]>();
  const seen = new Set<string>();

  const add = (value: string): void => {
    if (seen.has(value)) return;
    if (seen.size < mostPieces) seen.add(value);
    const literal = value.trim();
    if (literal.length < shortestSecret || literal.includes(redacted) || /^[\d\s.,:+-]+$/.test(literal)) return;
    if (/^(?:true|false|null|none|default|enabled|disabled)$/i.test(literal) || vocabulary.has(literal.toLowerCase()))
      return;
    if (allNames.includes(literal)) return;
    for (const piece of piecesOf(literal)) {
      if (pieces.size >= mostPieces || pieces.has(piece)) continue;
      pieces.add(piece);
      const known = lengths.get(piece.slice(0, shortestSecret)) ?? [];
      if (!known.includes(piece.length))
        lengths.set(
          piece.slice(0, shortestSecret),
          [...known, piece.length].toSorted((one, other) => other - one),
        );
    }
  };
  const addName = (name: unknown): void => {
    if (typeof name !== 'string' || name === '' || names.has(name)) return;
    names.add(name);
    allNames += `${name}\n`;
  };
  /** What of a value could be a secret: all of it under a name that says so, else the words that look like one. */
  const addValue = (name: string, value: string): void => {
    const text = value.slice(0, longestValue);
    const isSecret = saysSecret(name);
    if (isSecret && !isPlace(text)) add(text);
    for (const {name: own, word} of wordsOf(text)) {
      const user = passwordOf(word);
      if (user !== undefined) add(user);
      else if (own !== undefined && saysSecret(own) && !looksPublic(word)) add(word);
      else if (isSecret ? !looksPublic(word) : looksRandom(word)) add(word);
    }
  };
  /** Of a Secret everything counts: the value, its lines, and its words unless they look public. */
  const addSecret = (value: string): void => {
    const text = value.slice(0, longestValue);
    if (!isPlace(text)) add(text);
    for (const line of text.split('\n')) if (!isPlace(line) && line.length <= 200 && !line.includes(': ')) add(line);
    addValue('secret', text);
  };
  const learnObject = (object: KubeObject): void => {
    if (object.kind === 'Secret') {
      for (const value of Object.values(stringsOf(object['stringData']))) addSecret(value);
      for (const encoded of Object.values(stringsOf(object['data']))) {
        add(encoded);
        addSecret(Buffer.from(encoded.slice(0, 2 * longestValue), 'base64').toString('utf8'));
      }
    }
    if (object.kind === 'ConfigMap')
      for (const [key, value] of Object.entries(stringsOf(object['data']))) addValue(key, value);
    for (const [key, value] of Object.entries(object.metadata.annotations ?? {}))
      if (typeof value === 'string') addValue(key, value);
    for (const {spec} of containersOf(object)) learnContainer(spec);
    if (!plainKinds.has(object.kind)) learnTree('', object.spec ?? null, 0);
  };
  const learnContainer = (spec: {readonly [key: string]: Json}): void => {
    for (const entry of listOf(spec['env'])) {
      const {name, value} = entry as {readonly name?: unknown; readonly value?: unknown};
      if (typeof value === 'string') addValue(String(name), value);
    }
    const commands = [
      spec['command'],
      spec['args'],
      ...handlersOf(spec).map((handler) => (handler['exec'] as {command?: Json} | undefined)?.command),
    ];
    for (const words of commands)
      addValue(
        '',
        listOf(words)
          .filter((word) => typeof word === 'string')
          .join('\n'),
      );
    for (const handler of handlersOf(spec)) {
      const path = (handler['httpGet'] as {readonly path?: Json} | undefined)?.path;
      if (typeof path === 'string' && path.includes('?'))
        addValue('', path.slice(path.indexOf('?') + 1).replaceAll('&', '\n'));
      for (const header of listOf((handler['httpGet'] as {readonly httpHeaders?: Json} | undefined)?.httpHeaders)) {
        const {name, value} = header as {readonly name?: unknown; readonly value?: unknown};
        if (typeof value === 'string' && saysSecret(String(name))) addValue(String(name), value);
      }
    }
  };
  const learnTree = (key: string, value: Json | undefined, depth: number): void => {
    if (typeof value === 'string') addValue(key, value);
    else if (typeof value === 'object' && value !== null && depth < 20) {
      for (const [inner, item] of Object.entries(value as object))
        learnTree(Array.isArray(value) ? key : inner, item as Json, depth + 1);
    }
  };

  return {
    learn(objects) {
      for (const object of objects) for (const name of namesOf(object)) addName(name);
      for (const object of objects) learnObject(object);
    },
    learnNamed(values) {
      for (const [name, value] of Object.entries(values)) if (saysSecret(name)) addValue(name, value);
    },
    without(text, taken) {
      if (lengths.size === 0 || text.length < shortestSecret) return text;
      let from = 0;
      let rest = '';
      for (let at = 0; at + shortestSecret <= text.length;) {
        const found = lengths
          .get(text.slice(at, at + shortestSecret))
          ?.find((length) => pieces.has(text.slice(at, at + length)));
        if (found === undefined) at += 1;
        else {
          taken?.(text.slice(at, at + found));
          rest += text.slice(from, at) + (rest.endsWith(redacted) && from === at ? '' : redacted);
          at += found;
          from = at;
        }
      }
      return from === 0 ? text : rest + text.slice(from);
    },
  };
}

/** Kinds whose specification is known and holds secrets only where they are looked for. */
const plainKinds = new Set(
  'Pod Deployment StatefulSet DaemonSet ReplicaSet ReplicationController Job CronJob Service EndpointSlice Endpoints Event Node Namespace PersistentVolumeClaim PodDisruptionBudget NetworkPolicy ServiceAccount Role RoleBinding ClusterRole ClusterRoleBinding ResourceQuota LimitRange StorageClass PriorityClass'.split(
    ' ',
  ),
);

function piecesOf(literal: string): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < literal.length; at += longestPiece) {
    const isLast = literal.length - at - longestPiece < shortestSecret;
    pieces.push(literal.slice(at, isLast ? undefined : at + longestPiece));
    if (isLast) break;
  }
  return pieces;
}

/** A URL, a path or a name: under a name that says secret it is where the secret is, not the secret. */
function isPlace(text: string): boolean {
  return text.length <= 200 && looksPublic(text.trim()) && /[/:]/.test(text);
}

/** The password of `scheme://user:password@host`. */
function passwordOf(word: string): string | undefined {
  const scheme = word.indexOf('://');
  const at = word.lastIndexOf('@');
  const colon = word.indexOf(':', scheme + 3);
  return scheme >= 0 && colon > 0 && colon < at ? word.slice(colon + 1, at) : undefined;
}

function namesOf({kind, metadata, spec}: KubeObject): readonly unknown[] {
  const object = {apiVersion: '', kind, metadata, ...(spec === undefined ? {} : {spec})};
  const containers = containersOf(object).flatMap(({name, spec: own}) => [
    name,
    own['image'],
    ...listOf(own['ports']).map((port) => (port as {readonly name?: Json}).name),
  ]);
  const labels = Object.entries(metadata.labels ?? {}).flat();
  return [
    kind,
    metadata.name,
    metadata.namespace,
    ...labels,
    ...(metadata.ownerReferences ?? []).map(({name}) => name),
    ...containers,
  ];
}

function handlersOf(spec: {readonly [key: string]: Json}): readonly {readonly [key: string]: Json}[] {
  const {preStop, postStart} = (spec['lifecycle'] ?? {}) as Readonly<Record<string, Json>>;
  return [spec['livenessProbe'], spec['readinessProbe'], spec['startupProbe'], preStop, postStart].filter(
    (one): one is {readonly [key: string]: Json} => typeof one === 'object' && one !== null && !Array.isArray(one),
  );
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((item) => item !== null) : [];
}

function stringsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
