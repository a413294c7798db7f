import {lastResidue} from '../../../history/records/residue.ts';
import {endOf} from '../../../history/windows.ts';
import type {TrialCheck} from '../../finding.ts';
import {count} from '../../../text/units.ts';

/**
 * Was the cluster after the faults' undo what it was before the trial? Residue spoils the trials that follow, not what
 * was seen in this one.
 */
export const residue: TrialCheck = {
  about: 'trial',
  breaks: 'docker',
  title: 'Did the faults leave anything on the cluster?',
  needs: [],
  judge(history) {
    const asked = lastResidue(history);
    if (asked === undefined) return [];
    const common = {
      check: 'residue',
      step: undefined,
      expected: 'The cluster as it was before the trial',
      windowMs: [asked.tMs, endOf(history)],
      evidence: [asked.seq],
    } as const;
    if ('error' in asked.answer) {
      const sentence = `The cluster could not be looked at after the trial: ${asked.answer.error || 'no answer'}`;
      return [{...common, verdict: 'inconclusive', because: 'not-exercised', sentence, observed: 'Nothing'}];
    }
    const {left} = asked.answer;
    if (left.length === 0)
      return [{...common, verdict: 'pass', sentence: 'Nothing was left on the test cluster', observed: 'The same'}];
    const details = left.map(({kind, on, what}) => `${kind}${on === '' ? '' : ` on ${on}`}: ${what}`);
    const sentence = `The trial left ${count(left.length, 'thing')} on the test cluster`;
    return [
      {...common, verdict: 'inconclusive', because: 'foreign-change', sentence, details, observed: details.join('; ')},
    ];
  },
};
