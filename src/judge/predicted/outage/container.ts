import type {History} from '../../../history/history.ts';
import {containersOf, isReady} from '../../../kubernetes/containers.ts';
import type {Effect} from '../../observed/faults/effects.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import {endpointsGone, servedPods} from '../../observed/pods/endpoints.ts';
import {missingPods} from '../../observed/pods/missing.ts';
import {replicasOf, statusAt} from '../../observed/pods/replicas.ts';
import {containerEnded, restarted} from '../containers.ts';
import {endpointGone} from '../endpoints.ts';
import {containerStartOf} from '../usual-start.ts';
import {type Forecast, since} from './forecast.ts';

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
    const pod = replica?.readings.findLast(({tMs}) => tMs <= begunMs)?.pod;
    const spec = pod === undefined ? undefined : containersOf(pod).find(({name}) => name === victim.container);
    if (replica === undefined || spec === undefined) return [];
    const restartsBefore = statusAt(replica, spec.name, begunMs)?.restartCount ?? 0;
    const back = replica.readings.find((reading) => {
      const status = reading.statuses.find(({name}) => name === spec.name);
      return (
        reading.tMs > begunMs &&
        (status?.restartCount ?? 0) > restartsBefore &&
        status?.ready === true &&
        isReady(reading.pod)
      );
    });
    const isEndpoint = served.findLast(({tMs}) => tMs <= begunMs)?.ready.has(victim.uid) === true;
    const left = endpointsGone(served, [victim.uid], begunMs);
    const gone = left !== undefined && left.tMs <= windowMs[1] ? left : undefined;
    const of = {kind: replica.workload.kind, name: replica.workload.name, container: spec.name};
    const endpoint: Forecast = {
      name: 'endpoints-gone',
      of,
      until: `no service sent requests to ${victim.name} any more`,
      predictedMs: endpointGone(containerEnded),
      // One that is ready again before the control plane acted never leaves: that is early, not late.
      measuredMs: gone === undefined && back !== undefined ? 0 : since(gone?.tMs, begunMs),
      watchedMs,
      whose: 'cluster',
      evidence: [...fault.evidence, ...(gone === undefined ? [] : [gone.seq])],
    };
    const restart: Forecast = {
      name: 'restarted',
      of,
      until: `${victim.name}, container ${spec.name} was ready again`,
      predictedMs: restarted(spec, restartsBefore, containerStartOf(replica, spec.name)),
      measuredMs: since(back?.tMs, begunMs),
      watchedMs,
      whose: 'subject',
      why: (sinceMs) => missingPods(history, replica.workload, begunMs + sinceMs),
      evidence: [...fault.evidence, ...(back === undefined ? [] : [back.seq])],
    };
    return isEndpoint ? [endpoint, restart] : [restart];
  });
}
