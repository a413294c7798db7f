import {factsOf, type PlanFacts} from './facts.ts';
import type {Events} from './history.ts';
import {stageWindow, type Window} from './windows.ts';

/** A stage of the plan that ran, and when. */
export type StageRun = PlanFacts['stages'][number] & {readonly windowMs: Window};

/** The stages of the plan that have begun, in its order. */
export function stagesRun(history: Events): readonly StageRun[] {
  return (factsOf(history).plan?.stages ?? []).flatMap((stage) => {
    const windowMs = stageWindow(history, stage.name);
    return windowMs === undefined ? [] : [{...stage, windowMs}];
  });
}

/** The stage that ran at a time (ms). */
export function stageAt(history: Events, tMs: number): StageRun | undefined {
  return stagesRun(history).find(({windowMs}) => tMs >= windowMs[0] && tMs <= windowMs[1]);
}
