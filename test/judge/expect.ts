import type {ExecutionContext} from 'ava';
import {applyBroken, brokenWindows} from '../../src/judge/merge.ts';
import {checks, trialChecks} from '../../src/judge/checks/checks.ts';
import type {Finding, Owed, Verdict} from '../../src/judge/finding.ts';
import {unowed} from '../../src/judge/obligations.ts';
import {runCheck, runChecks} from '../../src/judge/run-checks.ts';
import {nothing, memoryTrial, type Changes} from './histories/memory.ts';

type Name = keyof typeof checks | keyof typeof trialChecks;

/** What one check finds on a memoryTrial, without the trial's own checks having a say. */
export function found(name: Name, changes: Changes = {}): readonly Finding[] {
  const check = {...checks, ...trialChecks}[name];
  const history = memoryTrial(changes);
  const findings = runCheck(history, name, check, undefined).map(({finding}) => short(finding));
  return check.about === 'trial' ? findings : allOwed(check.owes(history), findings);
}

/** What one check finds after the broken channels were applied. */
export function merged(name: keyof typeof checks, changes: Changes = {}): readonly Finding[] {
  const history = memoryTrial(changes);
  const judged = runChecks(history, [{check: name}]);
  const broken = brokenWindows(history, judged);
  const findings = judged
    .filter(({finding}) => finding.check === name || finding.check.startsWith(`${name}/`))
    .map((one) => short(applyBroken(one, broken)));
  return allOwed(checks[name].owes(history), findings);
}

/** Two lines of a terminal: what is longer stands in the details. */
const mostCharacters = 240;

/** Every finding of every test history comes by here: none says more in its sentence than two lines. */
function short(finding: Finding): Finding {
  const {check, sentence} = finding;
  if (sentence.length <= mostCharacters) return finding;
  throw new Error(`${check}: ${sentence.length} characters in one sentence: ${sentence}`);
}

/** Every finding of every test history comes by here: none counts that nobody owed. */
function allOwed(owed: readonly Owed[] | undefined, findings: readonly Finding[]): readonly Finding[] {
  const [one] = unowed(owed ?? [], findings);
  // Nothing to judge is said of a check that owes nothing.
  if (one === undefined || (findings.length === 1 && one.verdict === 'inconclusive')) return findings;
  throw new Error(`Nobody owed ${one.check} of step ${one.step}: ${one.sentence}`);
}

/** The worst verdict of some findings. */
export function worst(findings: readonly Finding[]): Verdict {
  const verdicts = findings.map(({verdict}) => verdict);
  return verdicts.includes('fail')
    ? 'fail'
    : verdicts.includes('inconclusive') || verdicts.length === 0
      ? 'inconclusive'
      : 'pass';
}

/** The first finding with a verdict; the test ends when there is none. */
export function first(t: ExecutionContext, findings: readonly Finding[], verdict: Verdict): Finding {
  const one = findings.find((finding) => finding.verdict === verdict);
  if (one === undefined) {
    t.log(findings);
    throw new Error(`No finding says ${verdict}`);
  }
  return one;
}

/** Every check: never a pass on nothing, nor (with the channels applied) on a run that was killed before the surge. */
export function neverPassesWithout(t: ExecutionContext, name: Name): void {
  const empty = runCheck(nothing(), name, {...checks, ...trialChecks}[name], undefined);
  t.deepEqual([...new Set(empty.map(({finding}) => finding.verdict))], ['inconclusive'], 'on an empty history');
  if (!Object.hasOwn(checks, name)) return;
  const early = merged(name as keyof typeof checks, {until: 500});
  t.is(worst(early), 'inconclusive', 'on a run that was killed at once');
}

/** All that a finding says: its sentence and the lines under it. */
export function said({sentence, details = []}: Finding): string {
  return [sentence, ...details].join('\n');
}

/** Names of the checks that a scenario asks. */
export function checksOf({checks: used}: {readonly checks: readonly {readonly check: string}[]}): readonly string[] {
  return used.map(({check}) => check);
}
