import type {History} from '../history/history.ts';
import {readingsOf} from '../history/state.ts';
import {isReady} from '../objects/containers.ts';
import {endpointsGone, servedPods} from './endpoint-times.ts';
import type {Frozen} from './frozen.ts';
import {time} from './words.ts';

/** What the API told of a frozen pod, by time: `not ready +5.8 s, out of the services +6.1 s, liveness fired +13.4 s, restarted +20.3 s, ready again +24 s`. */
export function probeTimes(history: History, {replica, windowMs: [fromMs], restart}: Frozen): string {
  const later = replica.readings.filter(({tMs}) => tMs > fromMs);
  const unready = later.find(({is, pod}) => is === 'present' && !isReady(pod))?.tMs;
  const killing = readingsOf(history, 'Event').find(({object, tMs}) => {
    const involved = object['involvedObject'] as {readonly uid?: string} | undefined;
    return tMs > fromMs && object['reason'] === 'Killing' && involved?.uid === replica.uid;
  })?.tMs;
  const again = restart === undefined ? undefined : later.find(({tMs, pod}) => tMs >= restart.tMs && isReady(pod))?.tMs;
  const moments = [
    ['not ready', unready],
    ['out of the services', endpointsGone(servedPods(history), [replica.uid], fromMs)?.tMs],
    ['liveness fired', killing],
    ['restarted', restart?.tMs],
    ['ready again', again],
  ] as const;
  return moments.flatMap(([what, tMs]) => (tMs === undefined ? [] : [`${what} +${time(tMs - fromMs)}`])).join(', ');
}
