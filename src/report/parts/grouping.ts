import {hasEntry} from '../../history/service-uses.ts';
import {posix} from 'node:path';
import {itemOf} from '../../judge/checks/checks.ts';
import type {Finding, Fix, Verdict} from '../../judge/finding.ts';
import {itemQuestions} from '../../history/checklist.ts';
import type {Trial} from '../../judge/trial.ts';
import {verdictLook} from '../text/format.ts';

/** The findings of a trial in the order in which a person should read them; what does not count stands beside the verdict. */
export interface Groups {
  readonly fail: readonly Finding[];
  readonly inconclusive: readonly Finding[];
  readonly pass: readonly Finding[];
  readonly beside: readonly Finding[];
}

/**
 * Splits the findings by verdict; those that do not count (the checks of the trial itself among them) stand apart, and
 * those of them that did not pass come first.
 */
export function groups(trial: Trial): Groups {
  const of = (verdict: Verdict, counts: boolean): readonly Finding[] =>
    trial.findings.filter((finding) => (finding.uncounted === undefined) === counts && finding.verdict === verdict);
  return {
    fail: of('fail', true),
    inconclusive: of('inconclusive', true),
    pass: of('pass', true),
    beside: [...of('fail', false), ...of('inconclusive', false), ...of('pass', false)],
  };
}

/** Why a finding is inconclusive, and why it does not count: `host-noisy, trial-check`; empty without a reason. */
export function reasonsOf({because, uncounted}: Finding): string {
  return [...new Set([because, uncounted])].filter((reason) => reason !== undefined).join(', ');
}

/**
 * The name of a trial in titles; shortened cluster timings, and that there was no load, are said wherever the name
 * stands, because such a trial is no proof for a release.
 */
export function titleOf({scenario, facts: {trial}}: Trial): string {
  const less = [
    ...(trial.argv.includes('--accelerated') ? ['accelerated'] : []),
    ...(!hasEntry(trial.subject) && trial.id !== 'unknown' ? ['no load'] : []),
  ];
  return less.length === 0 ? scenario : `${scenario} (${less.join(', ')})`;
}

/**
 * `file:line` of the YAML to change, the file seen from the profile's folder, or the object when the manifest is not
 * known.
 */
export function fixPlace({facts}: Trial, fix: Fix): string {
  if (fix.file === undefined) return `${fix.object.kind} ${fix.object.name}`;
  // Both were recorded as seen from the folder the trial was begun in; where that lies is not known, and plays no part.
  const seen = (path: string): string => posix.resolve(anywhere, path);
  const file = posix.relative(posix.dirname(seen(facts.trial.subject.profilePath)), seen(fix.file));
  return fix.line === undefined ? file : `${file}:${fix.line}`;
}

/** Deep enough for every `../`. */
const anywhere = `/${'folder/'.repeat(64)}`;

/** The verdict in capitals with what qualifies it: `PASS (2 waived, 1 not in scope)`. */
export function verdictLine(trial: Trial): string {
  const {word} = verdictLook[trial.verdict];
  return trial.headline.startsWith(trial.verdict)
    ? `${word}${trial.headline.slice(trial.verdict.length)}`
    : `${word}: ${trial.headline}`;
}

/** What passed of one item of the checklist. */
export interface Passed {
  readonly title: string;
  readonly question: string;
  readonly findings: readonly Finding[];
}

/** What passed, by item of the checklist; what belongs to none of them last. */
export function passedByItem(trial: Trial): readonly Passed[] {
  const byItem = Map.groupBy(groups(trial).pass, ({check}) => itemOf(check));
  const items = Object.entries(itemQuestions).map(([title, question]) => ({
    title,
    question,
    findings: byItem.get(title as ReturnType<typeof itemOf>) ?? [],
  }));
  const others = {title: 'others', question: 'Checks of no item', findings: byItem.get(undefined) ?? []};
  return [...items, others].filter(({findings}) => findings.length > 0);
}
