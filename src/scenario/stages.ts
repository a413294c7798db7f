import type {Scenario, Stage} from './scenario.ts';

/** `peaks: 3` in a scenario means the surge, whatever factor the profile declares. */
export const surgePeaks = 3;

/** The stages of a scenario; steps alone make the fault stage of the standard ones (docs/verdict.md#stages). */
export function stagesOf(scenario: Scenario): readonly Stage[] {
  if ('stages' in scenario) return scenario.stages;
  return [
    {name: 'warm-up', peaks: surgePeaks, rampMs: 10_000, atLeastMs: 15_000, until: {is: 'level'}},
    {name: 'peak', peaks: 1, atLeastMs: 20_000},
    {name: 'control', peaks: surgePeaks, atLeastMs: 40_000},
    {name: 'fault', peaks: surgePeaks, atLeastMs: 20_000, steps: scenario.steps},
    {name: 'after', peaks: surgePeaks, atLeastMs: 30_000},
    {name: 'recovery', peaks: 1, atLeastMs: 20_000},
  ];
}

/** Whether a stage is one at the surge in which nothing is done: the control, or what comes after. */
export function isQuietSurge({peaks, rampMs, steps = []}: Stage): boolean {
  return peaks === surgePeaks && rampMs === undefined && steps.length === 0;
}
