import type {z} from 'zod';
import {printable} from './printable.ts';
import {count} from './units.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** `spec.containers[0].image`; a key with dots stands in brackets: `metadata.labels["app.kubernetes.io/name"]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const key = printable(String(step), 200);
    if (/[.[\]]/.test(key)) return `${text}["${key}"]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** What zod found wrong with a value, in our words: `expected entry.port to be a number, got "80"`. */
export function issueText(issue: Issue, whole: unknown, called: string): string {
  const value = issue.path.reduce<unknown>(
    (it, step) =>
      typeof it === 'object' && it !== null && Object.hasOwn(it, step)
        ? (it as Record<PropertyKey, unknown>)[step]
        : undefined,
    whole,
  );
  // A whole file that is one text may be anything, and what is long is not told by its beginning.
  const seen = issue.path.length === 0 && typeof value === 'string' ? 'a text' : got(value);
  return `expected ${issue.path.length === 0 ? called : printable(pathText(issue.path), 200)} to be ${expected(issue)}, got ${seen}`;
}

const typeNames: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
};

function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string') return 'not empty';
      if (issue.origin === 'array') return `a list with at least ${count(Number(issue.minimum), 'item')}`;
      return `a number ${issue.inclusive === true ? 'of at least' : 'above'} ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `a text of at most ${issue.maximum} characters`;
      if (issue.origin === 'array') return `a list with at most ${issue.maximum} items`;
      return `a number ${issue.inclusive === true ? 'of at most' : 'below'} ${issue.maximum}`;
    case 'invalid_format':
      return issue.format === 'starts_with'
        ? `a string that begins with "${(issue as {readonly prefix?: string}).prefix}"`
        : issue.message;
    default:
      return issue.message;
  }
}

function got(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string' && value.length > 60) return `a text of ${value.length} characters`;
  return printable((JSON.stringify(value) ?? typeof value).slice(0, 70));
}
