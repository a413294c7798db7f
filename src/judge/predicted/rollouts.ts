import type {Rollout} from '../../kubernetes/rollout.ts';
import type {Interval} from './interval.ts';

/** The pods of one workload on a node that is drained. */
export interface Draining {
  readonly pods: number;
  /** How many its budget lets go at once; 0: none, for ever. */
  readonly allowed: number;
  /** When a replacement is ready. */
  readonly start: Interval;
  readonly graceMs: number;
}

/**
 * How long a drain takes: each workload waits for a replacement whenever its budget is used up, and the last pods for
 * their grace. Undefined: it never ends.
 */
export function drained(workloads: readonly Draining[]): Interval | undefined {
  let mostMs = 0;
  for (const {pods, allowed, start, graceMs} of workloads) {
    if (pods > 0 && allowed <= 0) return undefined;
    // What went before it may have used the budget up: one more round than the pods themselves need.
    mostMs += Math.ceil(pods / Math.max(1, allowed)) * start[1] + graceMs;
  }
  return [0, mostMs];
}

/**
 * How long a rollout takes until every pod is of the new revision and ready, and the last old one is gone. `graceMs` is
 * the pods' termination grace.
 */
export function rolledOut(
  {type, surge, unavailable}: Rollout,
  replicas: number,
  start: Interval,
  graceMs: number,
): Interval {
  if (type === 'Recreate') return [start[0], graceMs + start[1]];
  const rounds = Math.ceil(replicas / Math.max(1, surge + unavailable));
  // Without a surge a new pod waits until an old one has gone.
  const eachMs = start[1] + (surge === 0 ? graceMs : 0);
  return [rounds * start[0], rounds * eachMs + graceMs];
}
