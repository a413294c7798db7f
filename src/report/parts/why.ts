import type {Finding} from '../../judge/finding.ts';
import {keptBy} from '../../judge/merge.ts';
import type {Trial} from '../../judge/trial.ts';
import {counted} from '../text/format.ts';
import {groups} from './grouping.ts';
import {kindsOf, type Kind} from './kinds.ts';

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
/** A second reason is told when both fit into about two lines, in characters. */
const mostCharacters = 200;

/**
 * Why the verdict is what it is, in one sentence: `Fails: two containers are admitted without a CPU limit; what was
 * injected was survived.`
 */
export function whySentence(trial: Trial): string {
  const {fail, inconclusive, pass} = groups(trial);
  const survived = isSurvived(trial, [...fail, ...inconclusive, ...pass]) ? '; what was injected was survived' : '';
  if (trial.verdict === 'pass') return `Passes: ${counted(pass.length, 'check')} found nothing wrong${survived}.`;
  const head = trial.verdict === 'fail' ? 'Fails' : 'Not decided';
  const reasons = trial.verdict === 'fail' ? kindsOf(trial, fail).map(reasonOf) : undecided(inconclusive);
  const [first, second] = reasons;
  if (first === undefined) {
    const ended = trial.status === 'completed' ? 'no check came to a finding' : `the run was ${trial.status}`;
    return `${head}: ${ended}.`;
  }
  const told = second !== undefined && first.length + second.length <= mostCharacters ? [first, second] : [first];
  const more = reasons.length - told.length;
  const others = more === 0 ? [] : [`${counted(more, 'more reason')} below`];
  return `${head}: ${[...told, ...others].join('; ')}${survived}.`;
}

function reasonOf({findings, sentence}: Kind): string {
  const number = numbers[findings.length];
  const said = number !== undefined && findings.length > 1 ? sentence.replace(/^\d+/, number) : sentence;
  return said.replace(/\.$/, '');
}

/** What kept findings from being decided, each reason once, the one that kept the most first. */
function undecided(findings: readonly Finding[]): readonly string[] {
  const byReason = Map.groupBy(findings, ({because, sentence}) => because ?? sentence);
  return [...byReason.values()]
    .toSorted((one, other) => other.length - one.length)
    .flatMap(([first]) => (first === undefined ? [] : [keptBy(first).replace(/\.$/, '')]));
}

/** True when faults were proved, and all that was judged from the first one on passed. */
function isSurvived({faults}: Trial, weighed: readonly Finding[]): boolean {
  const proved = faults.filter((fault) => fault.proved);
  const first = Math.min(...proved.map(({windowMs}) => windowMs[0]));
  const meanwhile = weighed.filter(({isStatic, windowMs}) => isStatic !== true && windowMs[1] > first);
  return (
    proved.length > 0 &&
    proved.length === faults.length &&
    meanwhile.length > 0 &&
    meanwhile.every(({verdict}) => verdict === 'pass')
  );
}
