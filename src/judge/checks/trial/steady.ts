import {conditions} from '../../../history/conditions/conditions.ts';
import {factsOf} from '../../../history/facts.ts';
import {endOf, stageWindow} from '../../../history/windows.ts';
import type {TrialCheck} from '../../finding.ts';

/** Was steady state reached at the peak, before the surge? The same condition as the run waited for. */
export const steady: TrialCheck = {
  about: 'trial',
  breaks: 'steady',
  title: 'Was steady state reached before the surge?',
  needs: [],
  judge(history) {
    const peak = stageWindow(history, 'peak');
    const {slo} = factsOf(history).trial?.subject ?? {};
    if (peak === undefined || slo === undefined) return [];
    const until = history.events.filter(({tMs}) => tMs <= peak[1]);
    const {holds, seen} = conditions.steady(until, {sinceMs: peak[0], nowMs: peak[1], availability: slo.availability});
    return [
      {
        check: 'steady',
        step: undefined,
        ...(holds ? {verdict: 'pass'} : {verdict: 'inconclusive', because: 'not-steady'}),
        sentence: holds
          ? 'Steady state was reached before the surge'
          : `Steady state was not reached before the surge: ${seen}`,
        expected: '10 seconds in a row at the availability of the SLO, at the peak',
        observed: seen,
        windowMs: holds ? peak : [peak[0], endOf(history)],
        evidence: until.slice(-10).flatMap((event) => (event.kind === 'tally' ? [event.seq] : [])),
      },
    ];
  },
};
