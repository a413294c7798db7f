import type {z} from 'zod';
import {printable} from './printable.ts';

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
    (it, step) => (typeof it === 'object' && it !== null ? (it as Record<PropertyKey, unknown>)[step] : undefined),
    whole,
  );
  return `expected ${issue.path.length === 0 ? called : pathText(issue.path)} to be ${expected(issue)}, got ${got(value)}`;
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
      if (issue.origin === 'array') return `a list with at least ${issue.minimum} item`;
      return `a number ${issue.inclusive === true ? 'of at least' : 'above'} ${issue.minimum}`;
    case 'too_big':
      return `a number ${issue.inclusive === true ? 'of at most' : 'below'} ${issue.maximum}`;
    case 'invalid_format':
      return issue.format === 'starts_with' ? `a string that begins with "${(issue as {readonly prefix?: string}).prefix}"` : issue.message;
    default:
      return issue.message;
  }
}

function got(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'object' ? 'a map' : printable((JSON.stringify(value) ?? typeof value).slice(0, 60));
}
