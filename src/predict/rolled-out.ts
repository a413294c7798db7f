import type {Rollout} from '../kubernetes/rollout.ts';
import type {Interval} from '../judge/predicted/interval.ts';

/** How long a rollout takes until every pod is of the new revision and ready, and the last old one is gone. `graceMs` is the pods' termination grace. */
export function rolledOut({type, surge, unavailable}: Rollout, replicas: number, start: Interval, graceMs: number): Interval {
  if (type === 'Recreate') return [start[0], graceMs + start[1]];
  const rounds = Math.ceil(replicas / Math.max(1, surge + unavailable));
  // Without a surge a new pod waits until an old one has gone.
  const eachMs = start[1] + (surge === 0 ? graceMs : 0);
  return [rounds * start[0], rounds * eachMs + graceMs];
}
