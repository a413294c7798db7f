import type {Finding} from '../judge/finding.ts';
import type {Trial} from '../judge/trial.ts';
import {intervalText, refText, windowText} from './text/format.ts';
import {fixYaml} from './parts/fix-text.ts';
import {fixPlace, groups, reasonsOf, titleOf, verdictLine} from './parts/grouping.ts';
import {zeroOf} from './parts/time-range.ts';
import type {Renderer} from './renderer.ts';
import {xmlDocument, type Element} from './text/xml.ts';
import {duration} from '../text/duration.ts';

/**
 * `junit.xml`: one suite per trial, one case per finding that weighs. A fail is a failure, an inconclusive is an error,
 * nothing is ever skipped.
 */
export const junit: Renderer = (trial) => new Map([['junit.xml', junitDocument([trialSuite(trial)])]]);

/** A suite with the counts of its cases. */
export interface JunitSuite {
  readonly totals: Readonly<Record<'tests' | 'failures' | 'errors', number>> & {readonly seconds: number};
  readonly element: Element;
}

/** The suite of one trial, named as told; some readers merge suites of one name. */
export function trialSuite(trial: Trial, name = `seatrial ${titleOf(trial)} on ${trial.subject}`): JunitSuite {
  const cases = named([...verdictCase(trial), ...findingCases(trial)]);
  const totals = {...totalsOf(cases), seconds: Math.max(0, ...trial.phases.map((phase) => phase.windowMs[1])) / 1000};
  const {id, facts} = trial;
  const {seed, startedAt, versions} = facts.trial;
  const properties = Object.entries({trial: id, subject: trial.subject, seed, ...versions}).map(([key, value]) => ({
    name: 'property',
    attributes: {name: key, value},
  }));
  const element: Element = {
    name: 'testsuite',
    attributes: {name, ...attributesOf(totals), timestamp: startedAt.replace(/(\.\d+)?Z$/, '')},
    children: [
      {name: 'properties', children: properties},
      ...cases.map((one) => testcase(one, `seatrial.${titleOf(trial)}`)),
      {name: 'system-out', text: notes(trial)},
    ],
  };
  return {totals, element};
}

/** A suite of cases that belong to no trial. */
export function plainSuite(name: string, classname: string, cases: readonly Case[]): JunitSuite {
  const totals = {...totalsOf(cases), seconds: 0};
  return {
    totals,
    element: {
      name: 'testsuite',
      attributes: {name, ...attributesOf(totals)},
      children: cases.map((one) => testcase(one, classname)),
    },
  };
}

/** All suites in one document, with the sums of their counts. */
export function junitDocument(suites: readonly JunitSuite[]): string {
  const sum = (key: keyof JunitSuite['totals']): number => suites.reduce((total, {totals}) => total + totals[key], 0);
  const totals = {tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), seconds: sum('seconds')};
  return xmlDocument({
    name: 'testsuites',
    attributes: {name: 'seatrial', ...attributesOf(totals)},
    children: suites.map(({element}) => element),
  });
}

function totalsOf(cases: readonly Case[]): Omit<JunitSuite['totals'], 'seconds'> {
  const of = (name: string): number => cases.filter(({trouble}) => trouble?.name === name).length;
  return {tests: cases.length, failures: of('failure'), errors: of('error')};
}

function attributesOf({
  tests,
  failures,
  errors,
  seconds: time,
}: JunitSuite['totals']): Readonly<Record<string, string | number>> {
  return {tests, failures, errors, skipped: 0, time: seconds(time * 1000)};
}

/** One case; without trouble it passed. */
export interface Case {
  readonly name: string;
  readonly time: string;
  readonly trouble?: Element;
}

/**
 * The trial itself is a case when no finding accounts for its verdict: without it a run that broke off would look
 * green.
 */
function verdictCase(trial: Trial): readonly Case[] {
  const {fail, inconclusive, pass} = groups(trial);
  const accounted = {fail: fail.length, inconclusive: inconclusive.length, pass: pass.length}[trial.verdict] > 0;
  if (accounted && trial.status === 'completed') return [];
  const type = trial.status === 'completed' ? (trial.because?.[0] ?? trial.verdict) : trial.status;
  const message = trial.error ?? verdictLine(trial);
  return [{name: 'the trial itself', time: '0.000', trouble: {name: 'error', attributes: {type, message}}}];
}

function findingCases(trial: Trial): readonly Case[] {
  const {fail, inconclusive, pass} = groups(trial);
  return [...fail, ...inconclusive, ...pass].map((finding) => {
    const name = finding.of === undefined ? finding.check : `${finding.check}: ${refText(finding.of)}`;
    const time = seconds(finding.windowMs[1] - finding.windowMs[0]);
    if (finding.verdict === 'pass') return {name, time};
    const [element, type] =
      finding.verdict === 'fail' ? ['failure', finding.check] : ['error', finding.because ?? 'inconclusive'];
    return {
      name,
      time,
      trouble: {name: element, attributes: {type, message: finding.sentence}, text: bodyOf(trial, finding)},
    };
  });
}

/** Two cases of one name would be merged by some readers. */
function named(cases: readonly Case[]): readonly Case[] {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const times = (seen.get(one.name) ?? 0) + 1;
    seen.set(one.name, times);
    return times === 1 ? one : {...one, name: `${one.name} (${times})`};
  });
}

function testcase({name, time, trouble}: Case, classname: string): Element {
  return {
    name: 'testcase',
    attributes: {classname, name, time},
    ...(trouble === undefined ? {} : {children: [trouble]}),
  };
}

function bodyOf(trial: Trial, finding: Finding): string {
  const {
    details = [],
    expected,
    observed,
    origin,
    predictedMs,
    measuredMs,
    windowMs,
    evidence,
    fix,
    isStatic,
  } = finding;
  return [
    ...details.map((line) => `- ${line}`),
    `expected: ${expected}`,
    `observed: ${observed}`,
    ...(origin === undefined ? [] : [`bound from: ${origin}`]),
    ...(predictedMs === undefined ? [] : [`predicted: ${intervalText(predictedMs)}`]),
    ...(measuredMs === undefined ? [] : [`measured: ${duration(measuredMs)}`]),
    ...(isStatic === true ? [] : [`window: ${windowText(windowMs, zeroOf(trial))} of the load`]),
    ...(evidence.length === 0 ? [] : [`evidence: events ${evidence.join(', ')} of history.jsonl`]),
    ...(fix === undefined
      ? []
      : [`change ${fixPlace(trial, fix)}, ${refText(fix.object)} at ${fix.path}:`, fixYaml(fix)]),
  ].join('\n');
}

function notes(trial: Trial): string {
  return [
    verdictLine(trial),
    ...trial.notExercised.map((text) => `not exercised: ${text}`),
    ...trial.notApplicable.map((text) => `not applicable: ${text}`),
    ...trial.waived.map(({check, reason, until}) => `waived: ${check} until ${until}: ${reason}`),
    ...groups(trial).beside.map(
      (finding) =>
        `beside the verdict: ${finding.check} (${finding.verdict}; ${reasonsOf(finding)}): ${finding.sentence}`,
    ),
  ].join('\n');
}

function seconds(ms: number): string {
  return (Number.isFinite(ms) ? Math.max(0, ms) / 1000 : 0).toFixed(3);
}
