import type {History} from '../history/history.ts';
import type {Finding} from './finding.ts';

/**
 * What a trial that ended before its question was asked says, its reason first, and the checks that it leaves without a
 * word.
 */
export interface EarlyEnd {
  readonly findings: readonly Finding[];
  /** Names of the checks of the subject that had nothing, or nothing sound, to judge. */
  readonly unasked: readonly string[];
}

/**
 * The finding of `carried` with which the run ended the trial: it decides by itself, unlike the other checks of the trial.
 */
export function refusalIn({events}: History, findings: readonly Finding[]): Finding | undefined {
  if (!events.some((event) => event.kind === 'stage' && event.is === 'failed' && event.facts !== undefined))
    return undefined;
  return findings.find(
    ({check, verdict, because}) => check === 'carried' && verdict === 'inconclusive' && because !== 'not-exercised',
  );
}

/**
 * Where the subject never started or the machine refused the load, that is the answer: what the other checks could not
 * judge is named in one place instead of drowning it. Their passes and fails stand. Without such a reason nothing is
 * left out.
 */
export function earlyEnd(findings: readonly Finding[], refusal: Finding | undefined): EarlyEnd {
  const neverStarted = findings.some(
    // What was measured of a start that never ended.
    ({check, verdict, uncounted, measuredMs}) =>
      check === 'starts' && verdict !== 'pass' && measuredMs !== undefined && uncounted === undefined,
  );
  if (refusal === undefined && !neverStarted) return {findings, unasked: []};
  const rest = findings.filter((finding) => finding !== refusal);
  const unasked = rest.filter(({check, verdict, because = 'not-exercised', uncounted}) => {
    // A crash is a defect of ours and an ended waiver somebody's decision: neither comes from the early end.
    const isOther =
      because === 'check-crashed' ||
      because === 'timed-out' ||
      (uncounted !== undefined && because !== 'not-exercised');
    return verdict === 'inconclusive' && check !== 'starts' && !isOther;
  });
  return {
    findings: [...(refusal === undefined ? [] : [refusal]), ...rest.filter((finding) => !unasked.includes(finding))],
    unasked: [...new Set(unasked.filter(({uncounted}) => uncounted === undefined).map(({check}) => check))],
  };
}
