import type {Proof, Release} from '../../judge/suite/release.ts';
import {verdictLook} from '../text/format.ts';
import {columns} from '../../text/columns.ts';
import {printable} from '../../text/printable.ts';
import {askedText} from './asked.ts';
import {releaseTimes, timeCells} from './times.ts';

/** The combined verdict for a terminal: items, patterns, what was left behind, and where the time went. */
export function releaseText(release: Release): string {
  const {icon, word} = verdictLook[release.verdict];
  const blocks = [
    `${icon} ${word}: ${printable(askedText(release))}\n  ${printable(release.headline)}`,
    `The six items:\n${release.items.map(proofLine).join('\n')}`,
    `The five patterns:\n${release.patterns.map(proofLine).join('\n')}`,
    release.residue.length === 0
      ? ''
      : `Left behind:\n${release.residue.map((line) => `  ${printable(line)}`).join('\n')}`,
    `Where the time went:\n${aligned(timeCells(releaseTimes(release)))}`,
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function proofLine({name, verdict, inScope, sentence}: Proof): string {
  return `  ${verdictLook[verdict].icon} ${printable(name)}${inScope ? '' : ' (not in scope)'}: ${printable(sentence)}`;
}

/** Rows of cells as columns of a terminal: the first one of names, the others of figures. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const shown = rows.map(([name = '', ...figures]) => [printable(name), ...figures]);
  return columns(shown, (column) => column > 0)
    .map((line) => `  ${line}`)
    .join('\n');
}
