import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {endOf, stageWindow} from '../../../history/windows.ts';
import type {Finding, TrialCheck} from '../../finding.ts';
import {faultsOf} from '../../observed/faults/faults.ts';
import {stepFailures} from '../../observed/faults/step-failures.ts';

/**
 * Did each step that was done come to its end? What it waits for is what the scenario asks for: a wait that hit its
 * bound leaves that open, whatever other checks say. It takes no channel from them: the fault itself is proved.
 */
export const waits: TrialCheck = {
  about: 'trial',
  breaks: undefined,
  title: 'Did all that the steps wait for come in time?',
  needs: [],
  judge(history) {
    if (factsOf(history).plan === undefined) return [];
    const done = new Map(faultsOf(history).flatMap((fault) => (fault.is === 'proved' ? [[fault.step, fault]] : [])));
    const open = stepFailures(history).flatMap((failure): readonly Finding[] => {
      const fault = done.get(failure.step);
      if (fault === undefined) return [];
      return [
        {
          check: 'waits',
          step: failure.step,
          verdict: 'inconclusive',
          because: failure.timedOut ? 'timed-out' : 'cut-off',
          sentence: `${failure.step} did not come to its end: ${failure.error}`,
          expected,
          observed: failure.error,
          windowMs: stageWindow(history, fault.stage) ?? [failure.tMs, failure.tMs],
          evidence: [failure.seq],
        },
      ];
    });
    return open.length > 0 ? open : [allCame(history)];
  },
};

const expected = 'What each step waits for comes within its bound';

function allCame(history: History): Finding {
  const sentence = 'All that the steps waited for came in time';
  return {
    check: 'waits',
    step: undefined,
    verdict: 'pass',
    sentence,
    expected,
    observed: 'All of it',
    windowMs: [0, endOf(history)],
    evidence: [],
  };
}
