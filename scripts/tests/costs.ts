import {duration} from '../../src/text/duration.ts';

/** What a part of the tests took. */
export interface Costs {
  readonly title: string;
  readonly passed: number;
  readonly failed: number;
  /** How long it took, ms. */
  readonly ms: number;
  /** Its files, where they ran one after another. */
  readonly files: readonly {readonly name: string; readonly tests: number; readonly ms: number}[];
}

/** Files that took less are not named, as a share of the whole. */
const leastShare = 0.01;

/**
 * What each part of the tests took of the whole (ms), and within it the files that took most, as a table in Markdown.
 * Parts may run side by side, so their times add up to more.
 */
export function costsTable(parts: readonly Costs[], whole: number): string {
  const share = (ms: number): string => `${((100 * ms) / Math.max(whole, 1)).toFixed(0)} %`;
  const row = (name: string, tests: number, ms: number): readonly string[] => [
    name,
    tests === 0 ? '' : String(tests),
    duration(ms),
    share(ms),
  ];
  const rows = parts.flatMap(({title, passed, failed, ms, files}) => [
    row(title, passed + failed, ms),
    ...files
      .filter((file) => files.length > 1 && file.ms >= leastShare * whole)
      .toSorted((one, other) => other.ms - one.ms)
      .map(({name, tests, ms: took}) => row(`· ${name}`, tests, took)),
  ]);
  const tests = parts.reduce((sum, {passed, failed}) => sum + passed + failed, 0);
  return markdown(['part', 'tests', 'time', 'share'], [...rows, row('whole', tests, whole)]);
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, index) => Math.max(cell.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const pad = (row: readonly string[]): string =>
    `| ${row.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [pad(head), pad(rule), ...rows.map(pad)].join('\n');
}
