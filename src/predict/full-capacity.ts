import {endpointMs} from '../judge/predicted/endpoints.ts';
import {plus, type Interval} from '../judge/predicted/interval.ts';

/** When the whole capacity serves again: the last replica is back, and the proxies know it. `back` are the times of the single replicas. */
export function fullCapacity(back: readonly Interval[]): Interval {
  const last: Interval = [Math.max(0, ...back.map(([from]) => from)), Math.max(0, ...back.map(([, to]) => to))];
  return plus(last, [0, endpointMs]);
}
