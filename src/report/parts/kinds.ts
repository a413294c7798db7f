import type {Finding, Fix, Verdict} from '../../judge/finding.ts';
import {saidBefore} from '../../judge/merge.ts';
import type {Trial} from '../../judge/trial.ts';
import {refText} from '../text/format.ts';
import {fixYaml} from './fix-text.ts';
import {fixPlace, reasonsOf} from './grouping.ts';

/** Findings of one kind: of one check, with one verdict for one reason. A report tells them as one. */
export interface Kind {
  readonly check: string;
  readonly verdict: Verdict;
  /** Why it is inconclusive, or does not count; empty without a reason. */
  readonly reasons: string;
  readonly findings: readonly Finding[];
  /** Of the only finding, else of all of them together. */
  readonly sentence: string;
  /** What stands under the sentence: a line for each object, or the details of the only finding. */
  readonly lines: readonly string[];
  /** The different changes. */
  readonly fixes: readonly KindFix[];
}

/** A change that findings of one kind need. */
export interface KindFix {
  readonly fix: Fix;
  readonly yaml: string;
  /** Whose it is when there are several findings: `in each of them`, or their objects; undefined for the only one. */
  readonly whose: string | undefined;
}

/** Puts findings of one kind together, in the order of the first of each. */
export function kindsOf(trial: Trial, findings: readonly Finding[]): readonly Kind[] {
  const byKind = Map.groupBy(findings, (finding) => `${finding.check} ${finding.verdict} ${reasonsOf(finding)}`);
  return [...byKind.values()].map((those) => kindOf(trial, those as [Finding, ...Finding[]]));
}

/** Findings that are known to be of one kind. */
export function kindOf(trial: Trial, findings: readonly [Finding, ...Finding[]]): Kind {
  const [first] = findings;
  const {check, verdict, several, sentence, details = []} = first;
  const fixes = fixesOf(findings);
  const kind = {check, verdict, reasons: reasonsOf(first), findings, fixes};
  if (findings.length === 1) return {...kind, sentence, lines: details};
  const lines = counted(findings.map((finding) => lineOf(trial, finding)));
  if (several !== undefined) return {...kind, sentence: `${findings.length} ${several}`, lines};
  // What is said the same each time is said once.
  if (lines.length === 1) return {...kind, sentence: `${findings.length} times: ${sentence}`, lines: details};
  return {...kind, sentence: `${findings.length} times, the first: ${sentence}`, lines};
}

function fixesOf(findings: readonly Finding[]): readonly KindFix[] {
  const found = findings.flatMap(({fix}) => (fix === undefined ? [] : [{fix, yaml: fixYaml(fix)}]));
  return [...Map.groupBy(found, ({yaml}) => yaml)].flatMap(([yaml, those]): readonly KindFix[] => {
    const [first] = those;
    if (first === undefined) return [];
    const objects = [...new Set(those.map(({fix}) => refText(fix.object)))].join('; ');
    const whose = those.length === findings.length ? 'in each of them' : `in ${objects}`;
    return [{fix: first.fix, yaml, whose: findings.length === 1 ? undefined : whose}];
  });
}

/** Each different line once, with how often it was said when that was more than once. */
function counted(lines: readonly string[]): readonly string[] {
  return [...Map.groupBy(lines, (line) => line)].map(([line, {length}]) =>
    length === 1 ? line : `${length} times: ${line}`,
  );
}

/** `Deployment gateway, container proxy: No limits.cpu (k8s/gateway.yaml:31)`. */
function lineOf(trial: Trial, finding: Finding): string {
  const {of, several, sentence, observed, fix} = finding;
  const where = fix?.file === undefined ? '' : ` (${fixPlace(trial, fix)})`;
  if (several !== undefined && of !== undefined) return `${refText(of)}: ${observed}${where}`;
  return `${saidBefore(finding) ?? sentence}${where}`;
}
