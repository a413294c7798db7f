import type {Rollout} from '../kubernetes/rollout.ts';
import {never, type Prediction, unknown, within} from './prediction.ts';
import {type Going, replacedAtOnce} from './replacements.ts';

/** The pods of one workload on a node that is drained. */
export interface Draining extends Going {
  readonly pods: number;
  /** How many its budget lets go at once; 0: none, for ever; Infinity: no budget covers them. */
  readonly allowed: number;
}

/**
 * How long a drain takes: each workload waits for a replacement whenever its budget is used up, and the last pods for
 * their grace.
 */
export function drained(workloads: readonly Draining[]): Prediction {
  let mostMs = 0;
  for (const {pods, allowed, ...going} of workloads) {
    if (pods > 0 && allowed <= 0) return never('its budget lets no pod go');
    // What went before it may have used the budget up: one more round than the pods themselves need.
    const rounds = Math.ceil(pods / (going.inOrder === undefined ? Math.max(1, allowed) : 1));
    const replaced = replacedAtOnce(going);
    if (rounds > 0 && replaced.is !== 'within') return replaced;
    mostMs += rounds * (replaced.is === 'within' ? replaced.ms[1] : 0) + going.graceMs;
  }
  return within(0, mostMs);
}

/**
 * How long a rollout takes until every pod that it replaces is of the new revision and ready, and the last old one is
 * gone. `rollout` is undefined for a kind without one.
 */
export function rolledOut(rollout: Rollout | undefined, {kind, graceMs, start}: Going): Prediction {
  if (rollout === undefined) return unknown(`how the kind ${kind} rolls out`);
  const {type, surge, unavailable, replaces, minReadyMs} = rollout;
  if (type === 'OnDelete') return never('OnDelete: only what somebody deletes is replaced');
  if (replaces === 0) return never('its partition leaves every pod as it is');
  if (start.is !== 'within') return start;
  const [soonestMs, latestMs] = start.ms;
  if (type === 'Recreate') return within(soonestMs, graceMs + latestMs);
  const rounds = Math.ceil(replaces / Math.max(1, surge + unavailable));
  // Without a surge a new pod waits until an old one has gone.
  const eachMs = latestMs + minReadyMs + (surge === 0 ? graceMs : 0);
  return within(rounds * soonestMs + (rounds - 1) * minReadyMs, rounds * eachMs + graceMs);
}
