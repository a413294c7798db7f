import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {readingsOf} from '../../../history/state.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import {toleratesUnreachableMs} from '../../../kubernetes/pod-times.ts';
import {affectedBy} from '../../observed/faults/affected.ts';
import type {Effect} from '../../observed/faults/effects.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import {endpointsGone, servedPods} from '../../observed/pods/endpoints.ts';
import type {ReadyPod} from '../../observed/pods/ready-pods.ts';
import {replacementOf} from '../../observed/pods/replacement.ts';
import {endpointGone} from '../endpoints.ts';
import {notReady, replacedElsewhere} from '../nodes.ts';
import {startOf} from '../usual-start.ts';
import {type Forecast, since} from './forecast.ts';

/** What is predicted when nodes are lost: NotReady, their pods out of the services, and other pods in their place. */
export function nodeForecasts(history: History, fault: FaultRecord, {windowMs}: Effect): readonly Forecast[] {
  const begunMs = fault.injectedMs ?? windowMs[0];
  const watchedMs = (fault.undoingMs ?? windowMs[1]) - begunMs;
  const {lost} = affectedBy(history, fault);
  const timings = factsOf(history).cluster?.timings ?? {};
  const unready = notReady(timings);
  const served = servedPods(history);
  const nodes = fault.victims.filter(({kind}) => kind === 'node').map(({node}) => node);
  const evidence = fault.evidence;
  const seen = nodes.map((node): Forecast => {
    const reading = readingsOf(history, 'Node').find(
      ({object, tMs}) => object.metadata.name === node && tMs >= begunMs && !isReady(object),
    );
    return {
      name: 'not-ready',
      of: {kind: 'Node', name: node},
      until: `node ${node} was NotReady`,
      predictedMs: unready,
      measuredMs: since(reading?.tMs, begunMs),
      watchedMs,
      whose: 'cluster',
      evidence: [...evidence, ...(reading === undefined ? [] : [reading.seq])],
    };
  });
  const byWorkload = [...Map.groupBy(lost, ({workload}) => `${workload.kind}/${workload.name}`).values()];
  const pods = byWorkload.flatMap((those): readonly Forecast[] => {
    const [first] = those;
    if (first === undefined) return [];
    const of = {kind: first.workload.kind, name: first.workload.name};
    const names = those.map(({name}) => name).join(', ');
    const gone = endpointsGone(
      served,
      those.map(({uid}) => uid),
      begunMs,
    );
    const wasServed = served.findLast(({tMs}) => tMs <= begunMs)?.ready;
    const isEndpoint = those.some(({uid}) => wasServed?.has(uid) === true);
    const back = replacementOf(history, first.workload, lost, begunMs);
    const forecasts: readonly Forecast[] = [
      {
        name: 'endpoints-gone',
        of,
        until: `no service sent requests to ${names} any more`,
        predictedMs: endpointGone(unready),
        measuredMs: since(gone?.tMs, begunMs),
        watchedMs,
        whose: 'cluster',
        evidence: [...evidence, ...(gone === undefined ? [] : [gone.seq])],
      },
      {
        name: 'replaced',
        of,
        until: `${names} was replaced elsewhere`,
        predictedMs: replacementTime(history, fault, those, timings),
        measuredMs: since(back?.tMs, begunMs),
        watchedMs,
        whose: 'subject',
        evidence: [...evidence, ...(back === undefined ? [] : [back.seq])],
      },
    ];
    return forecasts.filter(({name}) => name !== 'endpoints-gone' || isEndpoint);
  });
  return [...seen, ...pods];
}

function replacementTime(
  history: History,
  fault: FaultRecord,
  [first]: readonly ReadyPod[],
  timings: Readonly<Record<string, number>>,
) {
  if (first === undefined) return undefined;
  return replacedElsewhere({
    notReady: notReady(timings),
    tolerationMs: toleratesUnreachableMs(first.pod),
    kind: first.workload.kind,
    ordinal: fault.victims.length,
    start: startOf(history, first.workload, first.pod),
  });
}
