import type {DetectionRow, DetectionTable, NotTried} from '../../judge/suite/detection.ts';
import {markdownTable, plain} from '../text/markdown-text.ts';
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
  'fix',
  'margin',
  'collateral',
] as const;

const notTriedHeader = ['scenario', 'mutant', 'not tried, because'] as const;

/** The detection table of a calibration as Markdown, with its closing sentence. */
export function detectionMarkdown(table: DetectionTable, title: string): string {
  const {rows, notTried} = table;
  const changes = plantedIn(rows).map(([name, text]) => `- **${plain(name)}**: ${plain(text)}`);
  const blocks = [
    `# ${plain(title)}`,
    markdownTable(header, rows.map(cellsOf)),
    sentenceOf(table),
    ...(changes.length === 0 ? [] : ['## What each mutant changes', changes.join('\n')]),
    ...(notTried.length === 0 ? [] : ['## Not applicable', markdownTable(notTriedHeader, notTried.map(notTriedCells))]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** The same as aligned plain text for a terminal. */
export function detectionText(table: DetectionTable): string {
  const aligned = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    columns([head, ...rows.map((cells) => cells.map((cell) => printable(cell)))]).join('\n');
  const {notTried} = table;
  const blocks = [
    ...(notTried.length === 0 ? [] : [aligned(notTriedHeader, notTried.map(notTriedCells))]),
    aligned(header, table.rows.map(cellsOf)),
    sentenceOf(table),
  ];
  return blocks.join('\n\n');
}

/** Each mutant once, with its defect and what was changed. */
function plantedIn(rows: readonly DetectionRow[]): readonly (readonly [string, string])[] {
  return rows.flatMap(({subject, planted}) =>
    planted === undefined ? [] : [[subject, `${planted.defect} ${planted.change}`] as const],
  );
}

function notTriedCells({scenario, subject, reason}: NotTried): readonly string[] {
  return [scenario, subject, reason];
}

function cellsOf({
  scenario,
  subject,
  mustBe,
  n,
  right,
  interval,
  verdicts,
  withFix,
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
    mustBe === 'good' || right === 0 ? '–' : withFix === 0 ? 'none known' : `known in ${withFix} of ${right}`,
    margin === undefined
      ? '–'
      : `${number(margin.mean)} ${margin.unit}${margin.deviations === undefined ? '' : ` (${number(margin.deviations)} sd)`}`,
    collateral.join('; ') || '–',
  ];
}

function sentenceOf(table: DetectionTable): string {
  const {caught, missed, falseAlarms, inconclusive, unasked, good, isKnownSound, notTried} = table;
  const parts = [
    `${caught} caught by their own check`,
    `${missed} missed`,
    isKnownSound ? `${falseAlarms} false alarms` : `the subject itself failed ${falseAlarms} times`,
    `${inconclusive} inconclusive`,
    ...(unasked === 0 ? [] : [`${unasked} not told apart from the subject itself, or never ready`]),
    ...(notTried.length === 0 ? [] : [`${notTried.length} not applicable`]),
  ];
  return `${good ? 'Good' : 'Not good'}: ${parts.join(', ')}.`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function number(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
