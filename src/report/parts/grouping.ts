import type {Finding, Verdict} from '../../judge/finding.ts';
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
 * The name of a trial in titles; shortened cluster timings are said wherever the name stands, because such a trial
 * satisfies no gate.
 */
export function titleOf(trial: Trial): string {
  return trial.facts.trial.argv.includes('--accelerated') ? `${trial.scenario} (accelerated)` : trial.scenario;
}

/** `file:line` of the YAML to change, or the path inside the object when the manifest is not known. */
export function placeOf(fix: NonNullable<Finding['fix']>): string {
  if (fix.file === undefined) return `${fix.object.kind} ${fix.object.name}`;
  return fix.line === undefined ? fix.file : `${fix.file}:${fix.line}`;
}

/** The verdict in capitals with what qualifies it: `PASS (2 waived, 1 not in scope)`. */
export function verdictLine(trial: Trial): string {
  const {word} = verdictLook[trial.verdict];
  return trial.headline.startsWith(trial.verdict)
    ? `${word}${trial.headline.slice(trial.verdict.length)}`
    : `${word}: ${trial.headline}`;
}
