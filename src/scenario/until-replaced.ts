import type {Hold, Scenario, Step} from './scenario.ts';

/** NotReady, the default toleration of 300 s, a delay for each further node of a zone, and a slow start, ms. */
const withinMs = 600_000;

/**
 * The scenario with every fault that holds nodes down kept until the lost replicas run elsewhere; others stay as they
 * are.
 */
export function untilReplaced(scenario: Scenario): Scenario {
  if ('steps' in scenario) return {...scenario, steps: scenario.steps.map(held)};
  return {
    ...scenario,
    stages: scenario.stages.map((stage) =>
      stage.steps === undefined ? stage : {...stage, steps: stage.steps.map(held)},
    ),
  };
}

function held(step: Step): Step {
  return step.hold?.until?.is === 'nodes-not-ready' ? {...step, hold: longer(step.hold)} : step;
}

/** What a scenario of one's own states is held for at most ten minutes, what is forecast as long as that takes. */
function longer(hold: Hold): Hold {
  const until = {is: 'replaced'};
  return 'toSee' in hold ? {...hold, until, toSee: [...hold.toSee, 'replacement']} : {...hold, until, withinMs};
}
