import {patienceText} from '../../forecast/most-patience.ts';
import {predictionText} from '../../forecast/prediction.ts';
import type {HoldFacts, ToSee} from '../../history/hold-facts.ts';
import {nameOf} from '../../kubernetes/owners.ts';
import {duration} from '../../text/duration.ts';
import type {Patience} from '../patience.ts';
import type {Condition, Step} from '../scenario.ts';
import {slackMs} from './sights.ts';

/** How a step holds its fault. Times in ms. */
export interface PlannedHold {
  /** From the receipt, at most. */
  readonly forMs: number;
  /** It ends with this, and `thenMs` later; undefined: it lasts all of `forMs`. */
  readonly until: Condition | undefined;
  readonly thenMs: number;
  /** For the plan: what it is held to see; undefined where the scenario states a time. */
  readonly facts: HoldFacts | undefined;
  /** Why nothing that is asked for can be seen within the patience; the step is then not exercised. */
  readonly tooLong: string | undefined;
}

/** `leftMs` is what the scenario may still hold faults for. */
export function holdOf(
  {hold, holdMs = 0}: Step,
  sights: readonly ToSee[],
  patience: Patience,
  leftMs: number,
): PlannedHold {
  const stated = {facts: undefined, tooLong: undefined};
  if (hold === undefined) return {forMs: holdMs, until: undefined, thenMs: 0, ...stated};
  const {thenMs = 0, until} = hold;
  if (!('toSee' in hold)) return {forMs: hold.withinMs, until, thenMs, ...stated};
  const isWithin = (one: ToSee): boolean => needsMs(one) + thenMs <= Math.min(patience.holdMs, leftMs);
  const known = sights.filter(({prediction}) => prediction.is === 'within');
  const toSee = known.filter(isWithin);
  const tooLong = known.filter((one) => !isWithin(one));
  const forMs = Math.max(hold.atLeastMs ?? 0, ...toSee.map(needsMs));
  const notSeen = [...tooLong, ...sights.filter(({prediction}) => prediction.is === 'unknown')];
  const [first] = tooLong;
  return {
    forMs,
    until: endOf(until, toSee),
    thenMs,
    facts: {withinMs: forMs + thenMs, toSee, notSeen},
    tooLong: first === undefined || toSee.length > 0 ? undefined : whyNot(first, thenMs, patience, leftMs),
  };
}

/** A boot says for how long it is held, slack included. */
function needsMs({what, prediction}: ToSee): number {
  return prediction.is === 'within' ? prediction.ms[1] + (what === 'boot' ? 0 : slackMs) : 0;
}

/** A hold does not end with what it is not held to see: a replacement that is not waited for leaves NotReady. */
function endOf(until: Condition | undefined, toSee: readonly ToSee[]): Condition | undefined {
  const isForNothing = until?.is === 'replaced' && !toSee.some(({what}) => what === 'replacement');
  return isForNothing ? {is: 'nodes-not-ready'} : until;
}

function whyNot(one: ToSee, thenMs: number, {holdMs, scenarioMs}: Patience, leftMs: number): string {
  const needs = needsMs(one) + thenMs;
  const most =
    needs > holdMs
      ? `a fault is held for ${duration(holdMs)} at most`
      : `the faults of a scenario are held for ${duration(scenarioMs)} at most`;
  const givenMs = Math.max(needs, (scenarioMs - leftMs + needs) / 3);
  return `To see the ${one.what} of ${nameOf(one.of)} takes ${predictionText(one.prediction)}, and ${most}${patienceText(givenMs)}`;
}
