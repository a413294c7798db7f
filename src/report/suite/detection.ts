import type {DetectionRow, DetectionTable} from '../../judge/suite/detection.ts';
import {plain} from '../text/markdown-text.ts';
import {columns} from '../../text/columns.ts';
import {printable} from '../../text/printable.ts';

const header = [
  'scenario',
  'subject',
  'must be',
  'n',
  'right',
  '95 % interval',
  'pass / fail / inconclusive',
  'margin',
  'collateral',
] as const;

/** The detection table of a calibration as Markdown, with its closing sentence. */
export function detectionMarkdown(table: DetectionTable, title: string): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => plain(cell)).join(' | ')} |`;
  return `# ${plain(title)}\n\n${[line(header), `${'|---'.repeat(header.length)}|`, ...table.rows.map((row) => line(cellsOf(row)))].join('\n')}\n\n${sentenceOf(table)}\n`;
}

/** The same as aligned plain text for a terminal. */
export function detectionText(table: DetectionTable): string {
  const rows = [header, ...table.rows.map((row) => cellsOf(row).map((cell) => printable(cell)))];
  return `${columns(rows).join('\n')}\n\n${sentenceOf(table)}`;
}

function cellsOf({
  scenario,
  subject,
  mustBe,
  n,
  right,
  interval,
  verdicts,
  margin,
  collateral,
}: DetectionRow): readonly string[] {
  return [
    scenario,
    subject,
    mustBe === 'good' ? 'pass' : `fail: ${mustBe}`,
    String(n),
    `${right} of ${n}`,
    `${percent(interval[0])}–${percent(interval[1])}`,
    `${verdicts.pass} / ${verdicts.fail} / ${verdicts.inconclusive}`,
    margin === undefined
      ? '–'
      : `${number(margin.mean)} ${margin.unit}${margin.deviations === undefined ? '' : ` (${number(margin.deviations)} sd)`}`,
    collateral.join('; ') || '–',
  ];
}

function sentenceOf({caught, missed, falseAlarms, inconclusive, good}: DetectionTable): string {
  return `${good ? 'Good' : 'Not good'}: ${caught} caught by their own check, ${missed} missed, ${falseAlarms} false alarms, ${inconclusive} inconclusive.`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function number(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
