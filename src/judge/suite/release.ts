import {hasEntry} from '../../history/service-uses.ts';
import {itemNames, itemQuestions, patternNames, type ItemName} from '../../history/checklist.ts';
import type {Finding, Verdict} from '../finding.ts';
import {mergeVerdicts} from '../merge.ts';
import {itemsFor} from '../scope.ts';
import type {Status, Trial} from '../trial.ts';

/** What was asked of a suite: a release, those that are quick, or some scenarios by name. Only the first is a release. */
export type Asked = 'release' | 'quick' | 'some';

/** A scenario that the project knows, whether it was run or not. */
export interface KnownScenario {
  readonly name: string;
  readonly items: readonly string[];
  /** The pattern that it looks for. */
  readonly pattern?: string;
}

/** A trial of a suite; of two trials of one scenario the later one counts. */
export interface Attempt {
  readonly trial: Trial;
  /** Wall time of the whole trial with its clean-up, ms. */
  readonly lastedMs: number;
}

/** What a suite did, for its combined verdict. */
export interface SuiteFacts {
  readonly id: string;
  readonly subject: string;
  readonly startedAt: string;
  readonly status: Status;
  readonly error?: string;
  /** The items that the profile requires. */
  readonly gate: readonly string[];
  readonly known: readonly KnownScenario[];
  readonly asked: Asked;
  /** The scenarios that were asked for, in their order. */
  readonly planned: readonly string[];
  readonly attempts: readonly Attempt[];
  /** What the trials left behind and whether it was repaired, in one line each. */
  readonly residue: readonly string[];
  /** Time of the suite outside its trials (the cluster), ms. */
  readonly besides: readonly {readonly title: string; readonly ms: number}[];
}

/** What one trial says, in short. */
export interface Evidence {
  readonly scenario: string;
  readonly trial: string;
  readonly verdict: Verdict;
  /** False for the first of two trials: it is kept and does not count. */
  readonly counts: boolean;
  /** Why it is what it is: what failed or was not decided first, else how many checks passed. */
  readonly because: string;
}

/** One of the six items or five patterns with its verdict. */
export interface Proof {
  readonly name: string;
  readonly question?: string;
  readonly verdict: Verdict;
  readonly inScope: boolean;
  readonly sentence: string;
  readonly evidence: readonly Evidence[];
  /** Known scenarios that would prove it and were not run. */
  readonly notRun: readonly string[];
}

/** The combined verdict of a suite: the content of release.json. Before schema 2 there was no `asked` and no `release`. */
export interface Release extends Omit<SuiteFacts, 'attempts' | 'known'> {
  readonly schema: 2;
  /** Of what was asked. */
  readonly verdict: Verdict;
  /** Of the release: undecided where less than all was asked for. */
  readonly release: Verdict | 'undecided';
  readonly headline: string;
  readonly items: readonly Proof[];
  readonly patterns: readonly Proof[];
  readonly trials: readonly (Evidence & {
    readonly lastedMs: number;
    readonly phases: Trial['phases'];
    readonly headline: string;
  })[];
}

/**
 * Puts the trials of a suite together: the six items and the five patterns, each with its verdict and evidence. Never a
 * pass for want of a trial. What is less than a release is judged by what was asked, and leaves the release undecided.
 */
export function releaseOf(suite: SuiteFacts): Release {
  const {attempts, known, ...facts} = suite;
  const items = itemNames.map((name) => itemProof(name, suite));
  const required = items.filter(({inScope}) => inScope);
  const whole = required.length === 0 ? 'inconclusive' : mergeVerdicts(required, suite.status);
  const proved = required.filter((item) => item.verdict === 'pass').length;
  const out = items.length - required.length;
  const isRelease = suite.asked === 'release';
  const verdict = isRelease ? whole : verdictOfAsked(suite);
  const part = `${suite.planned.length} of ${known.length} scenarios, no release`;
  return {
    ...facts,
    schema: 2,
    verdict,
    release: isRelease ? whole : 'undecided',
    headline: isRelease
      ? `${verdict}: ${proved} of ${required.length} required items proved${out === 0 ? '' : `, ${out} not in scope`}`
      : `${verdict} (${suite.asked === 'quick' ? 'quick: ' : ''}${part})`,
    items,
    patterns: patternNames.map((name) => patternProof(name, suite)),
    trials: attempts.map((attempt) => ({
      ...evidenceOf(attempt, suite),
      lastedMs: attempt.lastedMs,
      phases: attempt.trial.phases,
      headline: attempt.trial.headline,
    })),
  };
}

/** The verdict of one trial of a suite: a pass with shortened timings is none. */
export function verdictFor({verdict, facts}: Pick<Trial, 'verdict' | 'facts'>): Verdict {
  return verdict === 'pass' && facts.trial.argv.includes('--accelerated') ? 'inconclusive' : verdict;
}

/** The same for what a release promises, which holds at a load: without one it was not shown. */
function promiseOf(trial: Pick<Trial, 'verdict' | 'facts'>): Verdict {
  const verdict = verdictFor(trial);
  return verdict === 'pass' && !hasEntry(trial.facts.trial.subject) ? 'inconclusive' : verdict;
}

/** All that was asked for and is in the profile's scope must have passed; what never came to a verdict has not. */
function verdictOfAsked({planned, known, gate, attempts, status}: SuiteFacts): Verdict {
  const isOut = (name: string): boolean => {
    const {items = []} = known.find((one) => one.name === name) ?? {};
    return items.length > 0 && !items.some((item) => gate.includes(item));
  };
  const verdicts = planned
    .filter((name) => !isOut(name))
    .map((name): {readonly verdict: Verdict} => {
      const last = attempts.findLast(({trial}) => trial.scenario === name);
      return {verdict: last === undefined ? 'inconclusive' : verdictFor(last.trial)};
    });
  return mergeVerdicts(verdicts, status);
}

function itemProof(name: ItemName, suite: SuiteFacts): Proof {
  const scenarios = suite.known.filter(({items}) => items.includes(name)).map((scenario) => scenario.name);
  const says = ({trial}: Attempt): Verdict | undefined => verdictOfItem(name, trial);
  const own = proof(scenarios, suite, says, (attempt) => evidenceOf(attempt, suite, name));
  return {name, question: itemQuestions[name], inScope: suite.gate.includes(name), ...own};
}

/**
 * What one trial says of an item: each check names its own, and what names none is of all that its scenario proves.
 * Undefined: nothing.
 */
function verdictOfItem(item: ItemName, trial: Trial): Verdict | undefined {
  const findings = findingsOf(trial, item);
  const isAsked = trial.facts.trial.items.includes(item);
  if (trial.status !== 'completed' && isAsked) return mergeVerdicts(findings, trial.status);
  if (findings.length === 0) return undefined;
  return promiseOf({verdict: mergeVerdicts(findings, 'completed'), facts: trial.facts});
}

/** What counts; what the profile's gate leaves out is told with its item, which is not in scope. */
function findingsOf({findings, facts}: Trial, item?: string): readonly Finding[] {
  return findings
    .filter(({uncounted}) => uncounted === undefined || uncounted === 'out-of-scope')
    .filter(({check}) => item === undefined || itemsFor(check, facts.trial.items).includes(item))
    .map(({uncounted: _uncounted, ...finding}) => finding);
}

function patternProof(name: string, suite: SuiteFacts): Proof {
  const scenarios = suite.known.filter(({pattern}) => pattern === name).map((scenario) => scenario.name);
  const says = ({trial}: Attempt): Verdict | undefined =>
    scenarios.includes(trial.scenario) ? promiseOf(trial) : undefined;
  const own = proof(scenarios, suite, says, (attempt) => evidenceOf(attempt, suite));
  return {name, inScope: true, ...own};
}

/** `scenarios` are all that prove it: one that was not run leaves it open, whatever the others say. */
function proof(
  scenarios: readonly string[],
  suite: SuiteFacts,
  says: (attempt: Attempt) => Verdict | undefined,
  toEvidence: (attempt: Attempt) => Evidence,
): Pick<Proof, 'verdict' | 'sentence' | 'evidence' | 'notRun'> {
  const told = suite.attempts.flatMap((attempt) => {
    const verdict = says(attempt);
    return verdict === undefined && !scenarios.includes(attempt.trial.scenario)
      ? []
      : [{attempt, verdict, evidence: toEvidence(attempt)}];
  });
  const weighed = told.filter(({evidence}) => evidence.counts);
  const notRun = scenarios.filter((name) => !suite.attempts.some(({trial}) => trial.scenario === name));
  const namesOf = (wanted: Verdict): string =>
    [...new Set(weighed.filter(({verdict}) => verdict === wanted).map(({evidence}) => evidence.scenario))].join(', ');
  // A trial that does nothing to the subject (A/A) can find a defect, and proves no item.
  const proves = weighed.some(
    ({attempt: {trial}, verdict}) =>
      verdict === 'pass' && scenarios.includes(trial.scenario) && (trial.facts.plan?.steps.length ?? 0) > 0,
  );
  const open = notRun.length === 0 ? '' : `; not run: ${notRun.join(', ')}`;
  const common = {evidence: told.map(({evidence}) => evidence), notRun};
  const [failed, undecided, passed] = [namesOf('fail'), namesOf('inconclusive'), namesOf('pass')];
  if (failed !== '') return {...common, verdict: 'fail', sentence: `Failed in ${failed}${open}`};
  if (undecided !== '') return {...common, verdict: 'inconclusive', sentence: `Not decided in ${undecided}${open}`};
  if (!proves)
    return {...common, verdict: 'inconclusive', sentence: `Not exercised: no trial of this suite asks for it${open}`};
  if (notRun.length > 0) return {...common, verdict: 'inconclusive', sentence: `Passed in ${passed}${open}`};
  return {...common, verdict: 'pass', sentence: `Proved by ${passed}`};
}

function evidenceOf({trial}: Attempt, {attempts}: SuiteFacts, item?: ItemName): Evidence {
  const last = attempts.findLast((one) => one.trial.scenario === trial.scenario);
  const verdict = item === undefined ? verdictFor(trial) : (verdictOfItem(item, trial) ?? 'inconclusive');
  return {
    scenario: trial.scenario,
    trial: trial.id,
    verdict,
    counts: last?.trial === trial,
    because: becauseOf(trial, verdict, findingsOf(trial, item)),
  };
}

function becauseOf(trial: Trial, verdict: Verdict, weighed: readonly Finding[]): string {
  const of = (wanted: Verdict): readonly Finding[] => weighed.filter((finding) => finding.verdict === wanted);
  if (trial.status !== 'completed')
    return `The run was ${trial.status}${trial.error === undefined ? '' : `: ${trial.error}`}`;
  if (weighed.length === 0) return 'No check of it says anything of this subject';
  if (verdict === 'inconclusive' && of('fail').length === 0 && of('inconclusive').length === 0)
    return trial.facts.trial.argv.includes('--accelerated')
      ? 'It passed with shortened cluster timings, which satisfies no gate'
      : 'It passed without a load: what a release promises holds at one';
  if (verdict === 'pass') return `${of('pass').length} of ${weighed.length} checks passed`;
  const [first, ...others] = of(verdict);
  if (first === undefined) return trial.headline;
  return `${first.check}: ${first.sentence}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}
