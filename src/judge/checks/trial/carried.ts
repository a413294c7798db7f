import {carriedBounds, rampedFirst, type Carried} from '../../../history/conditions/carried.ts';
import {conditions} from '../../../history/conditions/conditions.ts';
import type {History} from '../../../history/history.ts';
import {sentinelSlowMs} from '../../../history/records/sentinel-seconds.ts';
import {endOf, stageWindow, type Window} from '../../../history/windows.ts';
import type {Finding, TrialCheck} from '../../finding.ts';
import {machineIn} from '../../observed/machine.ts';
import {percent, round} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

/**
 * Could machine and engine carry the load at all? The same condition as the run asked at the end of the warm-up, before
 * it went on.
 */
export const carried: TrialCheck = {
  about: 'trial',
  breaks: 'host',
  title: 'Can this machine carry the load at all?',
  needs: [],
  judge(history) {
    const stage = rampedFirst(history.events);
    const windowMs = stage === undefined ? undefined : stageWindow(history, stage.name);
    if (stage === undefined) return withoutRamp(history);
    // Cut off on the way up: nothing was seen at the full rate.
    if (windowMs === undefined || windowMs[1] < windowMs[0] + stage.rampMs) return [];
    const seen = conditions.carried(history.events, {sinceMs: windowMs[0], nowMs: windowMs[1], availability: 0});
    const {users, seqs} = machineIn(history, windowMs);
    const details = users === '' ? [] : [`CPU was used by ${users}`];
    const common = {check: 'carried', step: undefined, expected, observed: observedOf(seen), details, windowMs};
    const ends = history.events
      .filter((event) => event.kind === 'stage' && event.name === stage.name)
      .map(({seq}) => seq);
    const evidence = [...ends, ...seqs];
    if (seen.by !== undefined) return [{...common, ...refusal(seen), evidence}];
    if (seen.answers === 0) {
      const sentence =
        'No sentinel answered while the load was at its full rate, so nothing says whether this machine carries it';
      return [{...common, verdict: 'inconclusive', because: 'watch-gap', sentence, evidence}];
    }
    const sentence = `Machine and load generator carried ${rate(seen.ratePerSecond)}: ${seen.seen}`;
    return [{...common, verdict: 'pass', sentence, evidence}];
  },
};

const expected = `At the full rate, at most ${percent(carriedBounds.slowShare)} of the sentinels' answers slower than ${duration(sentinelSlowMs)} or failed, and the load late by at most ${duration(carriedBounds.lagMs)} in at least half of the seconds`;

function refusal(seen: Carried): Pick<Finding, 'verdict' | 'because' | 'sentence' | 'breaks'> {
  const {by, slow, answers, late, seconds, ratePerSecond, largestPerSecond} = seen;
  const largest =
    largestPerSecond === 0 ? 'Not even the start of the ramp was carried' : `It carried ${round(largestPerSecond)}`;
  const todo = `${largest}. Run again with less beside it, or on more cores`;
  if (by === 'engine') {
    const sentence = `The load generator cannot send ${rate(ratePerSecond)} on this machine: it was late in ${late} of ${seconds} seconds. ${todo}`;
    return {verdict: 'inconclusive', because: 'load-short', breaks: 'load', sentence};
  }
  const what = `${percent(slow / answers)} of the sentinels' answers were slow or failed`;
  return {
    verdict: 'inconclusive',
    because: 'host-noisy',
    sentence: `This machine cannot carry ${rate(ratePerSecond)}: ${what}. ${todo}`,
  };
}

function observedOf({seen, ratePerSecond, largestPerSecond}: Carried): string {
  return `${seen}; ${round(largestPerSecond)} of ${rate(ratePerSecond)} carried`;
}

function withoutRamp(history: History): readonly Finding[] {
  if (!history.events.some((event) => event.kind === 'stage')) return [];
  const windowMs: Window = [0, endOf(history)];
  const sentence = 'The load was not ramped up, so the machine was not tried before it';
  return [
    {
      check: 'carried',
      step: undefined,
      verdict: 'pass',
      sentence,
      expected: 'No ramp in the first stage',
      observed: 'None',
      windowMs,
      evidence: [],
    },
  ];
}

function rate(perSecond: number): string {
  return `${round(perSecond)} requests per second`;
}
