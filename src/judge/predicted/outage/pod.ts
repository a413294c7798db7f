import type {History} from '../../../history/history.ts';
import {endpointChanged} from '../../../forecast/endpoints.ts';
import {within} from '../../../forecast/prediction.ts';
import {replacedAtOnce} from '../../../forecast/replacements.ts';
import {affectedBy} from '../../observed/faults/affected.ts';
import type {Effect} from '../../observed/faults/effects.ts';
import {endpointsGone, servedAt, servedPods} from '../../observed/pods/endpoints.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import {missingPods} from '../../observed/pods/missing.ts';
import {replacementOf} from '../../observed/pods/replacement.ts';
import {since, type Forecast} from '../forecast.ts';
import {goingOf} from '../usual-start.ts';

/** What is predicted when pods are deleted or evicted: out of the services, and replaced. */
export function podForecasts(history: History, fault: FaultRecord, {windowMs}: Effect): readonly Forecast[] {
  const begunMs = fault.injectedMs ?? windowMs[0];
  const watchedMs = windowMs[1] - begunMs;
  const served = servedPods(history);
  return affectedBy(history, fault).lost.flatMap((victim): readonly Forecast[] => {
    const of = {kind: victim.workload.kind, name: victim.workload.name};
    const isEndpoint = servedAt(served, begunMs)?.ready.has(victim.uid) === true;
    const gone = endpointsGone(served, [victim.uid], begunMs);
    const back = replacementOf(history, victim.workload, [victim], begunMs);
    const common = {of, watchedMs} as const;
    const endpoint: Forecast = {
      ...common,
      name: 'endpoints-gone',
      until: `no service sent requests to ${victim.name} any more`,
      prediction: endpointChanged(within(0, 0)),
      measuredMs: since(gone?.tMs, begunMs),
      whose: 'cluster',
      evidence: [...fault.evidence, ...(gone === undefined ? [] : [gone.seq])],
    };
    const replaced: Forecast = {
      ...common,
      name: 'replaced',
      until: `${victim.name} was replaced`,
      prediction: replacedAtOnce(goingOf(history, victim)),
      measuredMs: since(back?.tMs, begunMs),
      whose: 'subject',
      why: (sinceMs) => missingPods(history, victim.workload, begunMs + sinceMs),
      evidence: [...fault.evidence, ...(back === undefined ? [] : [back.seq])],
    };
    return isEndpoint ? [endpoint, replaced] : [replaced];
  });
}
