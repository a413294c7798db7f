import type {History} from '../../../history/history.ts';
import {endOf} from '../../../history/windows.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import {endpointsGone, servedPods} from '../../observed/pods/endpoints.ts';
import type {Paused} from '../../observed/faults/paused.ts';
import {killingBy} from '../../observed/account/killings.ts';
import {duration} from '../../../text/duration.ts';

/**
 * What the API told of a paused pod, by time: `not ready +5.8 s, out of the services +6.1 s, liveness fired +13.4 s,
 * restarted +20.3 s, ready again +24 s`.
 */
export function probeTimes(history: History, {replica, container, windowMs: [fromMs], restart}: Paused): string {
  const later = replica.readings.filter(({tMs}) => tMs > fromMs);
  const unready = later.find(({is, pod}) => is === 'present' && !isReady(pod))?.tMs;
  const killing = killingBy(history, {uid: replica.uid, container: container.name}, [fromMs, endOf(history)])?.tMs;
  const again = restart === undefined ? undefined : later.find(({tMs, pod}) => tMs >= restart.tMs && isReady(pod))?.tMs;
  const moments = [
    ['not ready', unready],
    ['out of the services', endpointsGone(servedPods(history), [replica.uid], fromMs)?.tMs],
    ['liveness fired', killing],
    ['restarted', restart?.tMs],
    ['ready again', again],
  ] as const;
  return moments.flatMap(([what, tMs]) => (tMs === undefined ? [] : [`${what} +${duration(tMs - fromMs)}`])).join(', ');
}
