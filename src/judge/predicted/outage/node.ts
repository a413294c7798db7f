import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {readingsOf} from '../../../history/state.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import {toleratesUnreachableMs} from '../../../kubernetes/pod-times.ts';
import {endpointChanged} from '../../../forecast/endpoints.ts';
import {notReady} from '../../../forecast/nodes.ts';
import {latest, type Prediction} from '../../../forecast/prediction.ts';
import {replacedElsewhere} from '../../../forecast/replacements.ts';
import {affectedBy} from '../../observed/faults/affected.ts';
import type {Effect} from '../../observed/faults/effects.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import {endpointsGone, servedAt, servedPods} from '../../observed/pods/endpoints.ts';
import type {ReadyPod} from '../../observed/pods/ready-pods.ts';
import {replacementOf} from '../../observed/pods/replacement.ts';
import {type Forecast, since} from '../forecast.ts';
import {goingOf} from '../usual-start.ts';

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
      prediction: unready,
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
    const wasServed = servedAt(served, begunMs)?.ready;
    const isEndpoint = those.some(({uid}) => wasServed?.has(uid) === true);
    const back = replacementOf(history, first.workload, lost, begunMs);
    const forecasts: readonly Forecast[] = [
      {
        name: 'endpoints-gone',
        of,
        until: `no service sent requests to ${names} any more`,
        prediction: endpointChanged(unready),
        measuredMs: since(gone?.tMs, begunMs),
        watchedMs,
        whose: 'cluster',
        evidence: [...evidence, ...(gone === undefined ? [] : [gone.seq])],
      },
      {
        name: 'replaced',
        of,
        until: `${names} was replaced elsewhere`,
        prediction: replacementTime(history, fault, those, timings),
        measuredMs: since(back?.tMs, begunMs),
        watchedMs,
        whose: 'subject',
        isBeside: !isAskedFor(history, fault),
        evidence: [...evidence, ...(back === undefined ? [] : [back.seq])],
      },
    ];
    return forecasts.filter(({name}) => name !== 'endpoints-gone' || isEndpoint);
  });
  return [...seen, ...pods];
}

/** Whether the fault was held for it: else "predicted, not exercised" is said beside the verdict. */
function isAskedFor(history: History, {step}: FaultRecord): boolean {
  const hold = factsOf(history).plan?.steps.find(({name}) => name === step)?.hold;
  return hold?.toSee.some(({what}) => what === 'replacement') === true;
}

function replacementTime(
  history: History,
  fault: FaultRecord,
  pods: readonly ReadyPod[],
  timings: Readonly<Record<string, number>>,
): Prediction {
  return latest(
    pods.map((one) =>
      replacedElsewhere({
        ...goingOf(history, one),
        notReady: notReady(timings),
        tolerationMs: toleratesUnreachableMs(one.pod),
        ordinal: fault.victims.length,
      }),
    ),
  );
}
