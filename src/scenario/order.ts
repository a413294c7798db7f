import type {NamedScenario} from './discover.ts';
import type {Scenario, Stage, Step} from './scenario.ts';
import {stagesOf} from './stages.ts';

/** What a wait usually takes once it begins, ms; a condition that is not here takes a second. */
const usualMs: Readonly<Record<string, number>> = {
  'slo-met-again': 13_000,
  'fully-recovered': 20_000,
  'nodes-not-ready': 50_000,
  'container-restarted': 25_000,
  level: 7000,
  // NotReady and the default toleration, then a start.
  replaced: 370_000,
};
const otherMs = 1000;
/** From the mark to the receipt. */
const injectMs = 3000;

/** How long the stages of a scenario take when all goes well, ms. */
export function expectedMsOf(scenario: Scenario): number {
  return expectedMsOfStages(stagesOf(scenario));
}

/** The same for stages, whose steps on `every` container may stand for many. */
export function expectedMsOfStages(stages: readonly Stage[]): number {
  return stages.reduce(
    (sum, {atLeastMs, until, steps = []}) =>
      sum +
      Math.max(atLeastMs, sumOf(steps.map(expectedMsOfStep))) +
      (until === undefined ? 0 : (usualMs[until.is] ?? otherMs)),
    0,
  );
}

/**
 * The order in which a suite is shortest: what leaves the cluster as it is comes first, what takes nodes away comes
 * last, because a node that comes back needs time (docs/decisions.md, 28) that nobody has to wait for at the end. The
 * shorter of two comes first.
 */
export function suiteOrder(scenarios: readonly NamedScenario[]): readonly NamedScenario[] {
  return scenarios.toSorted(
    (one, other) =>
      disturbance(one.scenario) - disturbance(other.scenario) ||
      expectedMsOf(one.scenario) - expectedMsOf(other.scenario) ||
      (one.name < other.name ? -1 : 1),
  );
}

/** 0 nothing is done, 1 pods, 2 a node that stays, 3 a node that is held down, 4 a zone. */
function disturbance(scenario: Scenario): number {
  return Math.max(0, ...stagesOf(scenario).flatMap(({steps = []}) => steps.map(disturbanceOf)));
}

function disturbanceOf({on, hold}: Step): number {
  if (!('node' in on || 'zone' in on)) return 1;
  if ('zone' in on) return 4;
  return hold === undefined ? 2 : 3;
}

/** How long a fault is held that is forecast, ms: probes of 10 s × 3 have acted. */
const heldMs = 40_000;

/** The same for one step. */
export function expectedMsOfStep({when, hold, holdMs = 0, until}: Step): number {
  const waits = [when, hold?.until, until].map((condition) =>
    condition === undefined ? 0 : (usualMs[condition.is] ?? otherMs),
  );
  const seenMs = hold !== undefined && hold.until === undefined ? heldMs : 0;
  return sumOf(waits) + injectMs + holdMs + seenMs + (hold?.thenMs ?? 0);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
