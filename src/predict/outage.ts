import type {Interval} from '../judge/predicted/interval.ts';

/** What a fault costs, in ms of full outage: the share of endpoints that died gets its requests until they are out of the service. */
export function outage(lostShare: number, gone: Interval): Interval {
  return [0, lostShare * gone[1]];
}
