import type {History} from '../../../history/history.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import type {Effect} from '../../observed/faults/effects.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import {endpointsGone, servedAt, servedPods} from '../../observed/pods/endpoints.ts';
import {missingPods} from '../../observed/pods/missing.ts';
import {replicasOf} from '../../observed/pods/replicas.ts';
import {endpointChanged} from '../../../forecast/endpoints.ts';
import {containerEnded, restarted} from '../../../forecast/restarts.ts';
import {type Forecast, since} from '../forecast.ts';
import {containerAt} from '../time-line.ts';
import {containerStartOf} from '../usual-start.ts';

/**
 * What is predicted when a container's processes are killed: its pod out of the services, and the container ready
 * again.
 */
export function containerForecasts(history: History, fault: FaultRecord, {windowMs}: Effect): readonly Forecast[] {
  const begunMs = fault.injectedMs ?? windowMs[0];
  const watchedMs = windowMs[1] - begunMs;
  const served = servedPods(history);
  return fault.victims.flatMap((victim): readonly Forecast[] => {
    const replica = replicasOf(history).find(({uid}) => uid === victim.uid);
    const running = replica === undefined ? undefined : containerAt(history, replica, victim.container ?? '', begunMs);
    if (replica === undefined || running === undefined) return [];
    const {name} = running.container;
    const back = replica.readings.find((reading) => {
      const status = reading.statuses.find((one) => one.name === name);
      return (
        reading.tMs > begunMs &&
        (status?.restartCount ?? 0) > running.restarts &&
        status?.ready === true &&
        isReady(reading.pod)
      );
    });
    const isEndpoint = servedAt(served, begunMs)?.ready.has(victim.uid) === true;
    const left = endpointsGone(served, [victim.uid], begunMs);
    const gone = left !== undefined && left.tMs <= windowMs[1] ? left : undefined;
    const of = {kind: replica.workload.kind, name: replica.workload.name, container: name};
    const endpoint: Forecast = {
      name: 'endpoints-gone',
      of,
      until: `no service sent requests to ${victim.name} any more`,
      prediction: endpointChanged(containerEnded),
      // One that is ready again before the control plane acted never leaves: that is early, not late.
      measuredMs: gone === undefined && back !== undefined ? 0 : since(gone?.tMs, begunMs),
      watchedMs,
      whose: 'cluster',
      evidence: [...fault.evidence, ...(gone === undefined ? [] : [gone.seq])],
    };
    const restart: Forecast = {
      name: 'restarted',
      of,
      until: `${victim.name}, container ${name} was ready again`,
      prediction: restarted(running, containerStartOf(replica, name)),
      measuredMs: since(back?.tMs, begunMs),
      watchedMs,
      whose: 'subject',
      why: (sinceMs) => missingPods(history, replica.workload, begunMs + sinceMs),
      evidence: [...fault.evidence, ...(back === undefined ? [] : [back.seq])],
    };
    return isEndpoint ? [endpoint, restart] : [restart];
  });
}
