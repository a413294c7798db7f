import {NotExercisedError} from '../fault/not-exercised.ts';
import type {Held} from '../history/conditions/condition.ts';
import type {Condition} from '../scenario/scenario.ts';
import {WaitTimeoutError} from '../system/errors.ts';
import {waitFor} from '../system/wait.ts';
import {duration} from '../text/duration.ts';
import type {InspectContext} from './inspect.ts';

/** What a step waits by. */
export interface Waiting extends Pick<InspectContext, 'append' | 'clock' | 'signal' | 'note'> {
  /** Whether the subject is whole as before the first fault, and how long the next one waits for it, ms. */
  readonly whole: {readonly holds: () => Held; readonly withinMs: number};
  /** Whether a condition holds on the history so far. */
  readonly holds: (condition: Condition, sinceMs: number) => Held;
  /** Milliseconds since the trial began. */
  readonly sinceBeginMs: () => number;
}

const conditionEveryMs = 250;

/**
 * Waits until an earlier fault of ours is over for the subject: two of them at once would take what it was never asked
 * to do without. Throws NotExercisedError when that takes too long.
 */
export async function isWholeAgain({whole, clock, signal, note}: Waiting): Promise<void> {
  if (whole.holds().holds) return;
  note('waiting for the subject to be whole again');
  const wait = {what: 'the subject to be whole', withinMs: whole.withinMs, everyMs: conditionEveryMs, clock, signal};
  try {
    await waitFor(wait, () => {
      const {holds, seen} = whole.holds();
      return Promise.resolve(holds ? {done: true} : {seen});
    });
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    throw new NotExercisedError(
      `The step before left the subject less than whole for ${duration(error.waitedMs)} more: ${error.lastSeen}`,
    );
  }
}

/**
 * A probe that does not ask yet says nothing of a fault. Where one never does within the bound the step goes on: what
 * could be seen is for the judge to say, by the same delays.
 */
export async function probesAsk(withinMs: number, context: Waiting): Promise<void> {
  try {
    await conditionHolds({is: 'probes-ask'}, withinMs, context);
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error;
    context.append({kind: 'line', source: 'step', text: `A probe may not have asked yet. ${error.message}`});
  }
}

/** Waits until a condition holds on the history so far. Throws WaitTimeoutError. */
export async function conditionHolds(
  condition: Condition,
  withinMs: number,
  {clock, signal, holds, sinceBeginMs, note}: Waiting,
): Promise<void> {
  note(`waiting for ${condition.is}`);
  const since = sinceBeginMs();
  const wait = {what: `the condition ${condition.is}`, withinMs, everyMs: conditionEveryMs, clock, signal};
  await waitFor(wait, () => {
    const held = holds(condition, since);
    return Promise.resolve(held.holds ? {done: true} : {seen: held.seen});
  });
}
