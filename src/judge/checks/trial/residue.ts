import type {HistoryEvent} from '../../../history/events.ts';
import {endOf} from '../../../history/windows.ts';
import type {TrialCheck} from '../../finding.ts';
import {count} from '../../../text/units.ts';

type Answer = Extract<HistoryEvent, {readonly kind: 'answer'}>;

/**
 * Was the bed after the faults' undo what it was before the trial? Residue spoils the trials that follow, not what was
 * seen in this one.
 */
export const residue: TrialCheck = {
  about: 'trial',
  breaks: 'docker',
  title: 'Did the faults leave anything on the bed?',
  needs: [],
  judge(history) {
    const asked = history.events.findLast(
      (event): event is Answer => event.kind === 'answer' && event.step === 'residue',
    );
    if (asked === undefined) return [];
    const {left, error} = asked.answer.answer as {readonly left?: readonly Left[]; readonly error?: string};
    const common = {
      check: 'residue',
      expected: 'The bed as it was before the trial',
      windowMs: [asked.tMs, endOf(history)],
      evidence: [asked.seq],
    } as const;
    if (left === undefined) {
      const sentence = `The bed could not be looked at after the trial: ${error ?? 'no answer'}`;
      return [{...common, verdict: 'inconclusive', because: 'not-exercised', sentence, observed: 'Nothing'}];
    }
    if (left.length === 0)
      return [{...common, verdict: 'pass', sentence: 'Nothing was left on the bed', observed: 'The same'}];
    const details = left.map(({kind, on, what}) => `${kind}${on === '' ? '' : ` on ${on}`}: ${what}`);
    const sentence = `The trial left ${count(left.length, 'thing')} on the test cluster`;
    return [
      {...common, verdict: 'inconclusive', because: 'foreign-change', sentence, details, observed: details.join('; ')},
    ];
  },
};

interface Left {
  readonly kind: string;
  readonly on: string;
  readonly what: string;
}
