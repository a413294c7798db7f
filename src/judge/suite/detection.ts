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
  /** What was changed, where it is made of the good one by us. */
  readonly planted?: Planted;
  readonly trial: Pick<Trial, 'verdict' | 'because' | 'findings'>;
}

/** A defect that was put into a subject: as a sentence, and as the one fact that was changed. */
export interface Planted {
  readonly defect: string;
  readonly change: string;
}

/** A mutant that was not tried, and why it would have shown nothing: a clause. */
export interface NotTried {
  readonly subject: string;
  readonly scenario: string;
  readonly defect: string;
  readonly reason: string;
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
  /**
   * Twins: failed, and says nothing of the check: the good subject fails in the same way, or the twin never got ready
   * and nothing was asked.
   */
  readonly unasked: number;
  /** Of those that were caught: how many findings say what to change. */
  readonly withFix: number;
  readonly planted?: Planted;
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
  /** Fails of the good subject: false alarms, where it is known to be sound. */
  readonly falseAlarms: number;
  readonly inconclusive: number;
  readonly unasked: number;
  /** False when a twin was missed or the good subject failed (in a quiet run also when anything stayed undecided). */
  readonly good: boolean;
  /** The good subject is one of ours, known to be sound: no stranger's. */
  readonly isKnownSound: boolean;
  readonly notTried: readonly NotTried[];
}

/** How a calibration was run, beside its trials. */
export interface CalibrationFacts {
  readonly noise: boolean;
  readonly isKnownSound?: boolean;
  readonly notTried?: readonly NotTried[];
}

/**
 * Counts what was caught, missed and falsely alarmed. Quiet: a twin must fail by its own check, the good subject must
 * pass. With noise beside it: the good subject never fails, a twin never passes.
 */
export function detectionTable(
  results: readonly CalibrationResult[],
  {noise, isKnownSound = true, notTried = []}: CalibrationFacts,
): DetectionTable {
  const rows = [...Map.groupBy(results, ({subject, scenario}) => `${scenario} ${subject}`).values()].map((group) =>
    rowOf(group, results),
  );
  const twins = rows.filter(({mustBe}) => mustBe !== 'good');
  const goods = rows.filter(({mustBe}) => mustBe === 'good');
  const sum = (of: readonly DetectionRow[], count: (row: DetectionRow) => number): number =>
    of.reduce((total, row) => total + count(row), 0);
  const caught = sum(twins, ({right}) => right);
  const falseAlarms = sum(goods, ({wrong}) => wrong);
  const missed = sum(twins, ({wrong, byAnother}) => wrong + (noise ? 0 : byAnother));
  const inconclusive = sum(rows, ({verdicts}) => verdicts.inconclusive);
  const unasked = sum(twins, (row) => row.unasked);
  return {
    rows,
    caught,
    missed,
    falseAlarms,
    inconclusive,
    unasked,
    good: results.length > 0 && missed + falseAlarms + (noise ? 0 : inconclusive + unasked) === 0,
    isKnownSound,
    notTried,
  };
}

/**
 * True when a finding is the one that must catch a twin: same check, object, container and path. One that names no object
 * speaks of the whole service.
 */
export function isExpected(finding: Finding, {check, object, path}: Expected): boolean {
  const {of, fix} = finding;
  const isCheck = finding.check === check || finding.check.startsWith(`${check}/`);
  const isObject =
    of === undefined ||
    (of.kind === object.kind &&
      of.name === object.name &&
      (object.container === undefined || of.container === object.container));
  const isPath =
    fix === undefined || fix.path === path || fix.path.startsWith(`${path}.`) || path.startsWith(`${fix.path}.`);
  return finding.verdict === 'fail' && finding.uncounted === undefined && isCheck && isObject && isPath;
}

function rowOf(results: readonly CalibrationResult[], all: readonly CalibrationResult[]): DetectionRow {
  const [first] = results;
  if (first === undefined) throw new Error('A group without members');
  const {expect, subject, scenario, planted} = first;
  const verdicts = {pass: 0, fail: 0, inconclusive: 0};
  for (const {trial} of results) verdicts[trial.verdict] += 1;
  const caughtBy = results.map(({trial}) =>
    expect === undefined ? undefined : trial.findings.find((finding) => isExpected(finding, expect)),
  );
  const failed = results.flatMap(({trial}, index) =>
    expect !== undefined && trial.verdict === 'fail' ? [{trial, caught: caughtBy[index], expect}] : [],
  );
  const isOwn = expect !== undefined && failsAnyway(all, scenario, expect);
  const unasked = failed.filter((one) => (one.caught === undefined ? neverReady(one) : isOwn)).length;
  const right =
    expect === undefined ? verdicts.pass : isOwn ? 0 : failed.filter(({caught}) => caught !== undefined).length;
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
    byAnother: expect === undefined ? 0 : verdicts.fail - right - unasked,
    unasked,
    withFix: failed.filter(({caught}) => caught?.fix !== undefined).length,
    ...(planted === undefined ? {} : {planted}),
    collateral: collateralOf(results, expect),
    ...(margin === undefined ? {} : {margin}),
  };
}

/** Whether the good subject fails by the very finding that must catch a twin of it. */
function failsAnyway(all: readonly CalibrationResult[], scenario: string, expect: Expected): boolean {
  return all.some(
    (one) =>
      one.expect === undefined &&
      one.scenario === scenario &&
      one.trial.findings.some((finding) => isExpected(finding, expect)),
  );
}

/** Whether a subject was not even ready, and that is not what its defect should do. */
function neverReady({trial, expect}: {readonly trial: CalibrationResult['trial']; readonly expect: Expected}): boolean {
  return (
    expect.check !== startCheck &&
    trial.findings.some(
      ({check, verdict, uncounted}) => check === startCheck && verdict === 'fail' && uncounted === undefined,
    )
  );
}

const startCheck = 'starts';

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
