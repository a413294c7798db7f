import {nameOf} from '../../kubernetes/owners.ts';
import type {Finding, Fix, Verdict} from '../finding.ts';
import type {Trial} from '../trial.ts';

/** One trial of a twin with the fix of its own finding. */
export interface FixedResult {
  readonly subject: string;
  readonly scenario: string;
  readonly fixes: readonly Fix[];
  readonly trial: Pick<Trial, 'verdict' | 'findings'>;
}

/** A twin that was not tried with a fix, and why: a clause. */
export interface NotFixed {
  readonly subject: string;
  readonly scenario: string;
  readonly reason: string;
}

/** All trials of one twin with its fix. */
export interface FixedRow {
  readonly subject: string;
  readonly scenario: string;
  readonly fixes: readonly Fix[];
  readonly n: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** What failed all the same. */
  readonly failed: readonly string[];
}

export interface FixedTable {
  readonly rows: readonly FixedRow[];
  readonly notFixed: readonly NotFixed[];
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
  /** Every twin that has a fix passes with it; with noise beside it, none fails. */
  readonly good: boolean;
}

/** Counts which twins pass once the fix of their own finding was made. */
export function fixedTable(
  results: readonly FixedResult[],
  {noise, notFixed}: {readonly noise: boolean; readonly notFixed: readonly NotFixed[]},
): FixedTable {
  const rows = [...Map.groupBy(results, ({subject, scenario}) => `${scenario} ${subject}`).values()].flatMap(rowOf);
  const sum = (verdict: Verdict): number => rows.reduce((total, {verdicts}) => total + verdicts[verdict], 0);
  const [passed, failed, inconclusive] = [sum('pass'), sum('fail'), sum('inconclusive')];
  const different = new Map(notFixed.map((one) => [`${one.scenario} ${one.subject} ${one.reason}`, one]));
  return {
    rows,
    notFixed: [...different.values()],
    passed,
    failed,
    inconclusive,
    good: failed === 0 && (noise || inconclusive === 0),
  };
}

function rowOf(results: readonly FixedResult[]): readonly FixedRow[] {
  const [first] = results;
  if (first === undefined) return [];
  const verdicts = {pass: 0, fail: 0, inconclusive: 0};
  for (const {trial} of results) verdicts[trial.verdict] += 1;
  const failed = results.flatMap(({trial}) => trial.findings.flatMap(failText));
  const {subject, scenario, fixes} = first;
  return [{subject, scenario, fixes, n: results.length, verdicts, failed: [...new Set(failed)].toSorted()}];
}

function failText({check, of, verdict, uncounted}: Finding): readonly string[] {
  if (verdict !== 'fail' || uncounted !== undefined) return [];
  return [of === undefined ? check : `${check} on ${nameOf(of)}`];
}
