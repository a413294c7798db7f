import {itemNames, itemQuestions, patternNames, type ItemName} from '../../history/checklist.ts';
import type {Finding, Verdict} from '../finding.ts';
import {mergeVerdicts} from '../merge.ts';
import type {Status, Trial} from '../trial.ts';

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

/** The combined verdict of a suite: the content of release.json. */
export interface Release extends Omit<SuiteFacts, 'attempts' | 'known'> {
  readonly schema: 1;
  readonly verdict: Verdict;
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
 * pass for want of a trial.
 */
export function releaseOf(suite: SuiteFacts): Release {
  const {attempts, known: _known, ...facts} = suite;
  const items = itemNames.map((name) => itemProof(name, suite));
  const required = items.filter(({inScope}) => inScope);
  const verdict = required.length === 0 ? 'inconclusive' : mergeVerdicts(required, suite.status);
  const proved = required.filter((item) => item.verdict === 'pass').length;
  const out = items.length - required.length;
  return {
    ...facts,
    schema: 1,
    verdict,
    headline: `${verdict}: ${proved} of ${required.length} required items proved${out === 0 ? '' : `, ${out} not in scope`}`,
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

/** The verdict of one trial for a release: a pass with shortened timings is none. */
export function verdictFor({verdict, facts}: Pick<Trial, 'verdict' | 'facts'>): Verdict {
  return verdict === 'pass' && facts.trial.argv.includes('--accelerated') ? 'inconclusive' : verdict;
}

function itemProof(name: ItemName, suite: SuiteFacts): Proof {
  const isOf = (items: readonly string[]): boolean => items.includes(name);
  const scenarios = suite.known.filter(({items}) => isOf(items)).map((scenario) => scenario.name);
  const inScope = suite.gate.includes(name);
  return {
    name,
    question: itemQuestions[name],
    inScope,
    ...proof(
      suite.attempts.filter(({trial}) => isOf(trial.facts.trial.items)),
      scenarios,
      suite,
    ),
  };
}

function patternProof(name: string, suite: SuiteFacts): Proof {
  const scenarios = suite.known.filter(({pattern}) => pattern === name).map((scenario) => scenario.name);
  const attempts = suite.attempts.filter(({trial}) => scenarios.includes(trial.scenario));
  return {name, inScope: true, ...proof(attempts, scenarios, suite)};
}

function proof(
  attempts: readonly Attempt[],
  scenarios: readonly string[],
  suite: SuiteFacts,
): Pick<Proof, 'verdict' | 'sentence' | 'evidence' | 'notRun'> {
  const evidence = attempts.map((attempt) => evidenceOf(attempt, suite));
  const counted = attempts.filter((_, index) => evidence[index]?.counts === true);
  const weighed = evidence.filter(({counts}) => counts);
  const notRun = scenarios.filter((name) => !suite.attempts.some(({trial}) => trial.scenario === name));
  const is = (verdict: Verdict): readonly Evidence[] => weighed.filter((one) => one.verdict === verdict);
  const names = (some: readonly Evidence[]): string => [...new Set(some.map(({scenario}) => scenario))].join(', ');
  // A trial that does nothing to the subject (A/A) can find a defect, and proves no item.
  const proves = counted.some(({trial}) => verdictFor(trial) === 'pass' && (trial.facts.plan?.steps.length ?? 0) > 0);
  const open = notRun.length === 0 ? '' : `; not run: ${notRun.join(', ')}`;
  const common = {evidence, notRun};
  if (is('fail').length > 0) return {...common, verdict: 'fail', sentence: `Failed in ${names(is('fail'))}${open}`};
  if (is('inconclusive').length > 0)
    return {...common, verdict: 'inconclusive', sentence: `Not decided in ${names(is('inconclusive'))}${open}`};
  if (proves) return {...common, verdict: 'pass', sentence: `Proved by ${names(is('pass'))}${open}`};
  return {...common, verdict: 'inconclusive', sentence: `Not exercised: no trial of this suite asks for it${open}`};
}

function evidenceOf({trial}: Attempt, {attempts}: SuiteFacts): Evidence {
  const last = attempts.findLast((one) => one.trial.scenario === trial.scenario);
  const verdict = verdictFor(trial);
  return {
    scenario: trial.scenario,
    trial: trial.id,
    verdict,
    counts: last?.trial === trial,
    because: becauseOf(trial, verdict),
  };
}

function becauseOf(trial: Trial, verdict: Verdict): string {
  const weighed = trial.findings.filter(({uncounted}) => uncounted === undefined);
  const of = (wanted: Verdict): readonly Finding[] => weighed.filter((finding) => finding.verdict === wanted);
  if (trial.status !== 'completed')
    return `The run was ${trial.status}${trial.error === undefined ? '' : `: ${trial.error}`}`;
  if (verdict !== trial.verdict) return 'It passed with shortened cluster timings, which satisfies no gate';
  if (verdict === 'pass') return `${of('pass').length} of ${weighed.length} checks passed`;
  const [first, ...others] = of(verdict);
  if (first === undefined) return trial.headline;
  return `${first.check}: ${first.sentence}${others.length === 0 ? '' : ` (and ${others.length} more)`}`;
}
