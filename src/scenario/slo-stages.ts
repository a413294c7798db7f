import {planMargin, requestsToShow} from '../forecast/shares.ts';
import type {SubjectFacts} from '../history/facts.ts';
import type {Scenario, Stage} from './scenario.ts';
import {isQuietSurge} from './stages.ts';

/**
 * The stages with those that show the SLO so long that a service which meets it is seen to, at its own rate: the first
 * quiet one at the surge, and the one at the peak. What would take longer than `mostMs` stays as it is: the finding says
 * how long it takes. A scenario that does not ask for the SLO stays as it is.
 */
export function longEnoughForSlo(
  stages: readonly Stage[],
  {scenario, slo, mostMs}: {readonly scenario: Scenario; readonly slo: SubjectFacts['slo']; readonly mostMs: number},
  ratePerSecond: (stage: Stage) => number,
): readonly Stage[] {
  if (!scenario.checks.some(({check}) => check === 'availability')) return stages;
  const slow = requestsToShow(1 - slo.latency.percentile / 100);
  const failed = requestsToShow(1 - slo.availability);
  const surge = stages.filter(isQuietSurge);
  const peak = stages.filter(({name}) => name === 'peak');
  const longer = new Map<Stage, number>();
  lengthen(surge, Math.max(failed, slo.at === '3x' ? slow : 0));
  lengthen(peak, slo.at === '3x' ? 0 : slow);
  return stages.map((stage) => {
    const atLeastMs = longer.get(stage);
    return atLeastMs === undefined ? stage : {...stage, atLeastMs};
  });

  /** The first of some stages that count together. */
  function lengthen(together: readonly Stage[], requests: number): void {
    const [first] = together;
    if (first === undefined) return;
    const lastMs = together.reduce((sum, {atLeastMs}) => sum + atLeastMs, 0);
    const neededMs = Math.ceil(((planMargin * requests) / ratePerSecond(first)) * 1000);
    const atLeastMs = first.atLeastMs + neededMs - lastMs;
    if (atLeastMs > first.atLeastMs && atLeastMs <= mostMs) longer.set(first, atLeastMs);
  }
}
