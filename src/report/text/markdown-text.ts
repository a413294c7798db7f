import {printable} from '../../text/printable.ts';

/** Longer than any text of a report. */
const longest = 100_000;

/**
 * Text in one line of Markdown, table cells included: no markup, no HTML, and no mention, reference or link: an address
 * is a code span.
 */
export function plain(text: string): string {
  return oneLine(text)
    .split(' ')
    .map((word) => (/:\/\/|^\W*www\./i.test(word) ? code(word) : escaped(word)))
    .join(' ');
}

/** A table of plain texts. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => plain(cell)).join(' | ')} |`;
  return [line(head), `${'|---'.repeat(head.length)}|`, ...rows.map(line)].join('\n');
}

function escaped(word: string): string {
  return word
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]|~!]/g, String.raw`\$&`)
    .replaceAll(/[@#](?=\w)/g, '$&<!-- -->');
}

/**
 * Text as a code span that no backtick inside can end; a pipe is escaped, because tables split cells even inside code.
 */
export function code(text: string): string {
  const line = oneLine(text).replaceAll('|', String.raw`\|`);
  const fence = '`'.repeat(longestRun(line) + 1);
  return fence.length > 1 || line === '' ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** Text as a block of code that no fence inside can end. */
export function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${visible(text.replace(/\n$/, ''))}\n${fence}`;
}

function oneLine(text: string): string {
  return visible(text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim());
}

/** What hides text or turns its direction stands as an escape; line breaks stay. */
function visible(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line, longest))
    .join('\n');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
