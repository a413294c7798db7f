import type {ObjectRef} from '../../kubernetes/kube-object.ts';
import {nameOf} from '../../kubernetes/owners.ts';
import type {Finding, Verdict} from '../finding.ts';
import {deviation, mean, ratio, wilson} from '../observed/load/statistics.ts';
import type {Trial} from '../trial.ts';

/** What must catch a twin; the good subject has none. */
export interface Expected {
  readonly check: string;
  readonly object: ObjectRef;
  readonly path: string;
}

/** One trial of a calibration. */
export interface CalibrationResult {
  /** Name of the subject: the good one, or a twin. */
  readonly subject: string;
  readonly scenario: string;
  readonly expect: Expected | undefined;
  readonly trial: Pick<Trial, 'verdict' | 'because' | 'findings'>;
}

/** All trials of one subject on one scenario. */
export interface DetectionRow {
  readonly subject: string;
  readonly scenario: string;
  /** `good`, or the check and object that must catch the twin. */
  readonly mustBe: string;
  readonly n: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Right answers: for a twin caught by its own check, for the good subject a pass. */
  readonly right: number;
  /** 95 % interval of the share of right answers. */
  readonly interval: readonly [number, number];
  /** Twins: a pass. Good subject: a fail. */
  readonly wrong: number;
  /** Twins: failed, but not by the named check on the named object and path. */
  readonly byAnother: number;
  /** Other checks that failed too. */
  readonly collateral: readonly string[];
  /**
   * Of the check that must catch it: the mean distance to the bound, and in run-to-run standard deviations when n > 1.
   */
  readonly margin?: {readonly mean: number; readonly unit: string; readonly deviations?: number};
}

export interface DetectionTable {
  readonly rows: readonly DetectionRow[];
  readonly caught: number;
  readonly missed: number;
  readonly falseAlarms: number;
  readonly inconclusive: number;
  /** False when a twin was missed or the good subject failed (in a quiet run also when anything stayed undecided). */
  readonly good: boolean;
}

/**
 * Counts what was caught, missed and falsely alarmed. Quiet: a twin must fail by its own check, the good subject must
 * pass. With noise beside it: the good subject never fails, a twin never passes.
 */
export function detectionTable(
  results: readonly CalibrationResult[],
  options: {readonly noise: boolean},
): DetectionTable {
  const rows = [...Map.groupBy(results, ({subject, scenario}) => `${scenario} ${subject}`).values()].map(rowOf);
  const twins = rows.filter(({mustBe}) => mustBe !== 'good');
  const goods = rows.filter(({mustBe}) => mustBe === 'good');
  const sum = (of: readonly DetectionRow[], count: (row: DetectionRow) => number): number =>
    of.reduce((total, row) => total + count(row), 0);
  const caught = sum(twins, ({right}) => right);
  const falseAlarms = sum(goods, ({wrong}) => wrong);
  const missed = sum(twins, ({wrong, byAnother}) => wrong + (options.noise ? 0 : byAnother));
  const inconclusive = sum(rows, ({verdicts}) => verdicts.inconclusive);
  return {
    rows,
    caught,
    missed,
    falseAlarms,
    inconclusive,
    good: results.length > 0 && missed + falseAlarms + (options.noise ? 0 : inconclusive) === 0,
  };
}

/** True when a finding is the one that must catch a twin: same check, object, container and path. */
export function isExpected(finding: Finding, {check, object, path}: Expected): boolean {
  const {of, fix} = finding;
  const isCheck = finding.check === check || finding.check.startsWith(`${check}/`);
  const isObject =
    of?.kind === object.kind &&
    of.name === object.name &&
    (object.container === undefined || of.container === object.container);
  const isPath =
    fix === undefined || fix.path === path || fix.path.startsWith(`${path}.`) || path.startsWith(`${fix.path}.`);
  return finding.verdict === 'fail' && finding.uncounted === undefined && isCheck && isObject && isPath;
}

function rowOf(results: readonly CalibrationResult[]): DetectionRow {
  const [first] = results;
  if (first === undefined) throw new Error('A group without members');
  const {expect, subject, scenario} = first;
  const verdicts = {pass: 0, fail: 0, inconclusive: 0};
  for (const {trial} of results) verdicts[trial.verdict] += 1;
  const caughtBy = results.map(({trial}) =>
    expect === undefined ? undefined : trial.findings.find((finding) => isExpected(finding, expect)),
  );
  const right =
    expect === undefined
      ? verdicts.pass
      : results.filter((result, index) => result.trial.verdict === 'fail' && caughtBy[index] !== undefined).length;
  const margin = expect === undefined ? undefined : marginOf(caughtBy);
  return {
    subject,
    scenario,
    mustBe: expect === undefined ? 'good' : `${expect.check} on ${nameOf(expect.object)}`,
    n: results.length,
    verdicts,
    right,
    interval: wilson(right, results.length),
    wrong: expect === undefined ? verdicts.fail : verdicts.pass,
    byAnother: expect === undefined ? 0 : verdicts.fail - right,
    collateral: collateralOf(results, expect),
    ...(margin === undefined ? {} : {margin}),
  };
}

function collateralOf(results: readonly CalibrationResult[], expect: Expected | undefined): readonly string[] {
  const failed = results.flatMap(({trial}) =>
    trial.findings.filter((finding) => finding.verdict === 'fail' && finding.uncounted === undefined),
  );
  const others = failed.filter((finding) => expect === undefined || !isExpected(finding, expect));
  return [...new Set(others.map(({check, of}) => (of === undefined ? check : `${check} on ${nameOf(of)}`)))].toSorted();
}

function marginOf(findings: readonly (Finding | undefined)[]): DetectionRow['margin'] {
  const margins = findings.flatMap((finding) => (finding?.margin === undefined ? [] : [finding.margin]));
  const [first] = margins;
  const values = margins.map(({value}) => value);
  const centre = mean(values);
  if (first === undefined || centre === undefined) return undefined;
  const deviations = ratio(Math.abs(centre), deviation(values) ?? 0);
  return {mean: centre, unit: first.unit, ...(deviations === undefined ? {} : {deviations})};
}
