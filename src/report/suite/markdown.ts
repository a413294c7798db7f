import type {Evidence, Proof, Release} from '../../judge/suite/release.ts';
import {clockText, verdictLook} from '../text/format.ts';
import {code, plain} from '../text/markdown-text.ts';
import {askedText} from './asked.ts';
import {releaseTimes, timeCells} from './times.ts';

/**
 * The combined report of a suite as Markdown: the six items and five patterns first, each with its verdict and
 * evidence.
 */
export function releaseMarkdown(release: Release): string {
  const {icon, word} = verdictLook[release.verdict];
  const [head = [], ...rows] = timeCells(releaseTimes(release)).map((cells) => cells.map((cell) => plain(cell)));
  const parts = [
    `# ${icon} ${word}: ${plain(askedText(release))}`,
    `${plain(release.headline)} (suite ${code(release.id)}, ${plain(clockText(release.startedAt))})`,
    release.status === 'completed'
      ? ''
      : `The suite was ${release.status}${release.error === undefined ? '.' : `: ${plain(release.error)}`}`,
    `## The six items\n\n${proofTable(release.items)}`,
    `## The five patterns\n\n${proofTable(release.patterns)}`,
    `## Trials\n\n${trialTable(release)}`,
    release.residue.length === 0
      ? ''
      : `## Left behind\n\n${release.residue.map((line) => `- ${plain(line)}`).join('\n')}`,
    `## Where the time went\n\n${table(head, rows)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function proofTable(proofs: readonly Proof[]): string {
  const rows = proofs.map(({name, question, verdict, inScope, sentence, evidence}) => [
    `${look(verdict)}${inScope ? '' : ' (not in scope)'}`,
    question === undefined ? plain(name) : `**${plain(name)}**: ${plain(question)}`,
    plain(sentence),
    evidence.map(evidenceText).join('<br>') || '–',
  ]);
  return table(['Verdict', 'What', 'Why', 'Evidence'], rows);
}

function trialTable({trials}: Release): string {
  if (trials.length === 0) return 'No trial was run.';
  const rows = trials.map((one) => [
    `${look(one.verdict)}${one.counts ? '' : ' (first try)'}`,
    `[${plain(one.scenario)}](../${encodeURIComponent(one.trial)}/report.html)`,
    plain(one.headline),
    plain(one.because),
  ]);
  return table(['Verdict', 'Scenario', 'Headline', 'Because'], rows);
}

function evidenceText({scenario, trial, verdict, counts, because}: Evidence): string {
  const again = counts ? '' : ' (first try)';
  return `${verdictLook[verdict].icon} [${plain(scenario)}](../${encodeURIComponent(trial)}/report.html)${again}: ${plain(because)}`;
}

function look(verdict: Release['verdict']): string {
  const {icon, word} = verdictLook[verdict];
  return `${icon} ${word.toLowerCase()}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
