import type {Scenario, Stage} from './scenario.ts';
import {stagesOf, surgePeaks} from './stages.ts';

/**
 * The scenario with its control at the surge as long as `ms`, where it asks for a leak: how long memory is watched is
 * what decides that. Any other stays as it is.
 */
export function watched(scenario: Scenario, ms: number): Scenario {
  if (!scenario.checks.some(({check}) => check === 'memory-leak')) return scenario;
  const stages = stagesOf(scenario);
  const control = stages.findIndex(isControl);
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

function isControl({peaks, rampMs, steps}: Stage): boolean {
  return peaks === surgePeaks && rampMs === undefined && steps === undefined;
}
