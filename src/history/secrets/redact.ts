import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import type {EventBody} from '../events.ts';
import {fieldsOf, type Fields} from '../fields.ts';
import {literals, type Literals} from './literals.ts';
import {cut, redacted, scrubbed} from './scrub.ts';
import {looksPublic, looksRandom, saysSecret} from './secret-words.ts';

/** Takes out of what is recorded what must never reach the disk, and counts it. */
export interface Redactor {
  /** What is recorded of an event: of objects the fields of the allow-list, of every text what is no secret. */
  readonly event: (body: EventBody) => EventBody;
  /** A text without secrets, e.g. for a terminal. */
  readonly text: (text: string) => string;
  /** Learns values that came to be known later, under names that say what they are. */
  readonly learn: (values: Readonly<Record<string, string>>) => void;
  /** How many different values were taken out so far. */
  readonly taken: number;
}

/** What of a subject is known before its trial begins. */
export interface KnownSecrets {
  /** Objects as their manifests have them. */
  readonly objects?: readonly KubeObject[];
  /** Headers of requests; only values under a name that says secret are taken out. */
  readonly headers?: readonly Readonly<Record<string, string>>[];
}

/** More characters than this are not recorded of one object, and not more items of one list or map. */
const mostCharacters = 2 ** 20;
const mostItems = 5000;
const ofKubernetes =
  /^(?:seatrial[./]|(?:deployment|pv|volume(?:\.beta)?|endpoints|node|node\.alpha|kubeadm\.alpha)\.kubernetes\.io\/|kubernetes\.io\/config\.(?:mirror|source|seen|hash)$|kubectl\.kubernetes\.io\/(?:restartedAt|default-container)$)/;
type JsonMap = {readonly [key: string]: Json};

/** A redactor that knows the secrets of a subject, and learns those of every object that it sees. */
export function redactor({objects = [], headers = []}: KnownSecrets = {}): Redactor {
  const known: Literals = literals();
  known.learn(objects);
  for (const values of headers) known.learnNamed(values);
  const taken = new Map<string, number>();
  const take = (value: string): number => {
    if (!taken.has(value) && taken.size < 100_000) taken.set(value, taken.size + 1);
    return taken.get(value) ?? taken.size;
  };
  let left = mostCharacters;
  const short = (text: string): string => {
    if (left <= 0) return '[cut]';
    const kept = cut(text);
    left -= kept.length;
    return kept;
  };
  const withoutForms = (text: string): string => {
    const clean = scrubbed(text);
    if (clean !== text) take(text);
    return clean;
  };
  const textOf = (text: string): string => withoutForms(known.without(cut(text), take));

  const allowed = (value: Json, fields: Fields): Json | undefined => {
    if (fields === 'plain') return typeof value === 'object' && value !== null ? undefined : recorded(value, 'text');
    if (typeof fields === 'string') return recorded(value, fields);
    if (Array.isArray(fields)) {
      const [item] = fields as readonly [Fields];
      return Array.isArray(value)
        ? (value as readonly Json[]).slice(0, mostItems).flatMap((one) => allowed(one, item) ?? [])
        : plainly(value);
    }
    if (value === null || typeof value !== 'object') return plainly(value);
    if (Array.isArray(value)) return undefined;
    const map = fields as {readonly [key: string]: Fields};
    return entries(value as JsonMap, (key, item) => {
      const own = Object.hasOwn(map, key) ? map[key] : map['*'];
      return own === undefined ? undefined : allowed(item, own);
    });
  };
  /** Nothing, a number or a flag, where a map or a list was expected: harmless. */
  const plainly = (value: Json): Json | undefined =>
    value === null || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;

  const recorded = (value: Json, how: Extract<Fields, string>): Json | undefined => {
    switch (how) {
      case 'keys':
        if (value === null || typeof value !== 'object' || Array.isArray(value))
          return value === null ? null : redacted;
        return entries(value as JsonMap, (_key, item) => (take(JSON.stringify(item)), redacted));
      case 'value':
        if (value === '' || value === null) return value;
        take(String(value as string));
        return redacted;
      case 'command':
        return Array.isArray(value) ? commandOf(value as readonly Json[]) : undefined;
      case 'header':
        return headerOf(value);
      case 'annotations':
        return value === null || typeof value !== 'object'
          ? undefined
          : entries(value as JsonMap, (key, item) => (ofKubernetes.test(key) ? recorded(item, 'text') : undefined));
      default:
        return mapped(value, (text) =>
          how === 'keep' ? short(text) : how === 'path' ? withoutForms(short(text)) : short(textOf(text)),
        );
    }
  };
  /**
   * `redis-cli -a [redacted #1] ping`: the program, flags, paths, numbers and short plain words; the rest keeps its
   * number, so that two commands can be told apart.
   */
  const commandOf = (words: readonly Json[]): readonly Json[] => {
    let afterFlag = '';
    return words.slice(0, 100).map((item, index) => {
      const word = typeof item === 'string' ? item : JSON.stringify(item);
      const flag = /^(?:--[A-Za-z][\w-]{0,40}(?:=[\d.:]{1,21}$)?|-[A-Za-z])(?==|$)/.exec(word)?.[0];
      const isPlain =
        word.length < 80 &&
        !saysSecret(afterFlag) &&
        !looksRandom(word) &&
        (index === 0
          ? /^[\w./+-]+$/.test(word)
          : /^(?:[a-z]{1,5}|[\d.:]{1,21}|\.{0,2}\/[\w./-]+)$/.test(word) && looksPublic(word));
      afterFlag = flag !== undefined && !word.includes('=') ? flag : '';
      if (flag === word || isPlain) return word;
      if (flag !== undefined) return `${flag}=[redacted #${take(word.slice(flag.length + 1))}]`;
      return `[redacted #${take(word)}]`;
    });
  };
  const headerOf = (header: Json): Json | undefined => {
    if (header === null || typeof header !== 'object' || Array.isArray(header)) return undefined;
    const {name, value} = header as {readonly name?: Json; readonly value?: Json};
    const isSecret = saysSecret(String(name as string));
    return {
      name: name ?? '',
      ...(value === undefined
        ? {}
        : {value: (isSecret ? recorded(value, 'value') : recorded(value, 'text')) ?? redacted}),
    };
  };
  const mapped = (value: Json, change: (text: string, key: string) => string, key = ''): Json => {
    if (typeof value === 'string') return change(value, key);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value))
      return (value as readonly Json[]).slice(0, mostItems).map((item) => mapped(item, change, key));
    return entries(value as JsonMap, (inner, item) => mapped(item, change, inner));
  };
  const objectOf = (object: KubeObject): KubeObject => {
    left = mostCharacters;
    return allowed(object as unknown as Json, fieldsOf(object.kind)) as unknown as KubeObject;
  };
  /**
   * What we record ourselves: names and enums, words alone, stay; texts lose their secrets; the subject's objects are
   * recorded as objects.
   */
  const factsOf = (facts: Json): Json =>
    facts === null || typeof facts !== 'object' || Array.isArray(facts)
      ? ownText(facts)
      : entries(facts as JsonMap, (key, item) =>
          key === 'objects' && Array.isArray(item)
            ? (item as unknown as readonly KubeObject[]).map((object) => objectOf(object) as unknown as Json)
            : ownText(item, key),
        );
  const ownText = (value: Json, within = ''): Json => {
    left = 16 * mostCharacters;
    return mapped(
      value,
      (text, key) =>
        key === 'path'
          ? withoutForms(short(text))
          : free.has(key) || /[^\w.-]/.test(text)
            ? short(textOf(text))
            : short(text),
      within,
    );
  };

  return {
    learn: (values) => known.learnNamed(values),
    event(body) {
      if (body.kind === 'object') {
        known.learn([body.object]);
        return {...body, object: objectOf(body.object)};
      }
      // The kernel's own records are compared letter by letter.
      if (body.kind === 'line') return {...body, text: body.source === 'kernel' ? cut(body.text) : textOf(body.text)};
      if (body.kind === 'answer') return {...body, answer: {...body.answer, answer: ownText(body.answer.answer)}};
      if (!('facts' in body) || body.facts === undefined) return body;
      const {objects: own} = (body.facts ?? {}) as {readonly objects?: unknown};
      if (Array.isArray(own)) known.learn(own as readonly KubeObject[]);
      return {...body, facts: factsOf(body.facts)};
    },
    text: textOf,
    get taken() {
      return taken.size;
    },
  };
}

/** Under these names even a single word may be a stranger's. */
const free = new Set(['argv', 'message', 'error', 'why', 'text', 'cause', 'causes', 'body', 'seen']);

function entries(map: JsonMap, change: (key: string, item: Json) => Json | undefined): JsonMap {
  const kept = Object.entries(map).slice(0, mostItems);
  return Object.fromEntries(
    kept.flatMap(([key, item]) => {
      const changed = change(key, item);
      return changed === undefined ? [] : [[key, changed] as const];
    }),
  );
}
