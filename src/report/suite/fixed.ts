import type {FixedRow, FixedTable, NotFixed} from '../../judge/suite/fixed.ts';
import {columns} from '../../text/columns.ts';
import {printable} from '../../text/printable.ts';
import {fixYaml} from '../parts/fix-text.ts';
import {refText} from '../text/format.ts';
import {fenced, markdownTable, plain} from '../text/markdown-text.ts';

const header = [
  'scenario',
  'subject',
  'with the fix',
  'n',
  'pass / fail / inconclusive',
  'failed all the same',
] as const;
const notFixedHeader = ['scenario', 'subject', 'not tried with a fix, because'] as const;

/** The table of twins with their fixes as Markdown, with what each fix changes. */
export function fixedMarkdown({rows, notFixed, ...table}: FixedTable, title: string): string {
  const blocks = [
    `# ${plain(title)}`,
    ...(rows.length === 0 ? [] : [markdownTable(header, rows.map(cellsOf))]),
    sentenceOf({rows, notFixed, ...table}),
    ...(notFixed.length === 0 ? [] : [markdownTable(notFixedHeader, notFixed.map(notFixedCells))]),
    ...(rows.length === 0 ? [] : ['## What each fix changes']),
    ...rows.flatMap(({subject, fixes}) => [
      `**${plain(subject)}**`,
      ...fixes.map((fix) => fenced(fixYaml(fix), 'yaml')),
    ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** The same as aligned plain text for a terminal, without the changes. */
export function fixedText(table: FixedTable): string {
  const aligned = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    columns([head, ...rows.map((cells) => cells.map((cell) => printable(cell)))]).join('\n');
  const blocks = [
    ...(table.notFixed.length === 0 ? [] : [aligned(notFixedHeader, table.notFixed.map(notFixedCells))]),
    ...(table.rows.length === 0 ? [] : [aligned(header, table.rows.map(cellsOf))]),
    sentenceOf(table),
  ];
  return blocks.join('\n\n');
}

function cellsOf({scenario, subject, fixes, n, verdicts, failed}: FixedRow): readonly string[] {
  return [
    scenario,
    subject,
    fixes.map(({object, path}) => `${refText(object)} at ${path}`).join('; '),
    String(n),
    `${verdicts.pass} / ${verdicts.fail} / ${verdicts.inconclusive}`,
    failed.join('; ') || '–',
  ];
}

function notFixedCells({scenario, subject, reason}: NotFixed): readonly string[] {
  return [scenario, subject, reason];
}

function sentenceOf({good, passed, failed, inconclusive, notFixed}: FixedTable): string {
  const without = notFixed.length === 0 ? '' : `, ${notFixed.length} without a fix that could be tried`;
  return `${good ? 'Good' : 'Not good'}: ${passed} passed with their fix, ${failed} failed, ${inconclusive} inconclusive${without}.`;
}
