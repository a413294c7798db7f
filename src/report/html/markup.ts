import {printable} from '../../text/printable.ts';

/** Longer than any text of a report. */
const longest = 100_000;

/**
 * Text that is already HTML. An instance check decides what is escaped, so that no JSON read from disk can pose as
 * markup.
 */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text is escaped, markup is not, lists are joined, undefined is nothing. */
export type Part = string | number | Markup | undefined | readonly Part[];

/** A template of HTML in which every text is escaped, in content and in quoted attributes alike. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, index) => text + rendered(parts[index])).join(''));
}

/**
 * JSON for a script element: `<` is escaped, so that no name inside can end the element, and its texts are as visible
 * as all others.
 */
export function scriptJson(value: unknown): Markup {
  return new Markup(
    JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? visible(inner) : inner)).replaceAll(
      '<',
      String.raw`\u003c`,
    ),
  );
}

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map((inner) => rendered(inner)).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** What hides text or turns its direction stands as an escape; white space stays. */
function visible(text: string): string {
  return text
    .split(/([\t\n\r])/)
    .map((part, index) => (index % 2 === 1 ? part : printable(part, longest)))
    .join('');
}
