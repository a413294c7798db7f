import type {Scenario, Stage} from './scenario.ts';
import {isQuietSurge, stagesOf} from './stages.ts';

/**
 * The scenario with its control at the surge as long as `ms`, where it asks for a leak: how long memory is watched is
 * what decides that. Any other stays as it is.
 */
export function watched(scenario: Scenario, ms: number): Scenario {
  if (!asksForLeak(scenario)) return scenario;
  const stages = stagesOf(scenario);
  const control = stages.findIndex(isQuietSurge);
  const longer = stages.map((stage, index) =>
    index === control ? {...stage, atLeastMs: Math.max(stage.atLeastMs, ms)} : stage,
  );
  const {question, items, pattern, quick, checks} = scenario;
  return {
    question,
    items,
    ...(pattern === undefined ? {} : {pattern}),
    ...(quick === undefined ? {} : {quick}),
    checks,
    stages: longer,
  };
}

/** What the last quiet stage at the surge goes on for: that it is decided whether memory is kept. */
export const memoryKnown = 'memory-known';

/** The stages of a scenario that asks for a leak with that condition; one of one's own stays. */
export function untilMemoryKnown(stages: readonly Stage[], scenario: Scenario): readonly Stage[] {
  const last = asksForLeak(scenario) ? stages.findLastIndex(isQuietSurge) : -1;
  return stages.map((stage, index) => (index === last ? {until: {is: memoryKnown}, ...stage} : stage));
}

function asksForLeak({checks}: Scenario): boolean {
  return checks.some(({check}) => check === 'memory-leak');
}
