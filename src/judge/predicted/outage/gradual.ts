import type {History} from '../../../history/history.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {inTurn, type Prediction} from '../../../forecast/prediction.ts';
import {replacedTogether} from '../../../forecast/replacements.ts';
import {affectedBy} from '../../observed/faults/affected.ts';
import type {Effect} from '../../observed/faults/effects.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import {evictionsOf} from '../../observed/pods/evictions.ts';
import {missingPods} from '../../observed/pods/missing.ts';
import type {ReadyPod} from '../../observed/pods/ready-pods.ts';
import {replacementOf} from '../../observed/pods/replacement.ts';
import {stuckRollout} from '../../observed/pods/stuck-rollout.ts';
import {drainTime} from '../drain-time.ts';
import {type Forecast, since} from '../forecast.ts';
import {rolloutTime, type RolloutTime} from '../rollout-time.ts';
import {goingOf} from '../usual-start.ts';

/**
 * What is predicted when pods go one after another (a drain, evictions, a roll-out): when others have taken the place
 * of all.
 */
export function gradualForecasts(history: History, fault: FaultRecord, {windowMs}: Effect): readonly Forecast[] {
  const begunMs = fault.injectedMs ?? windowMs[0];
  const watchedMs = windowMs[1] - begunMs;
  const byWorkload = [...Map.groupBy(goneOf(history, fault), ({workload}) => nameOf(workload)).values()];
  return byWorkload.flatMap((those): readonly Forecast[] => {
    const [first, ...others] = those;
    if (first === undefined) return [];
    const {time, replaced: pods} = replacementsOf(history, fault, [first, ...others]);
    const back = pods.length === 0 ? undefined : replacementOf(history, first.workload, pods, begunMs);
    return [
      {
        name: 'replaced',
        of: {kind: first.workload.kind, name: first.workload.name},
        until: `${(pods.length === 0 ? those : pods).map(({name}) => name).join(', ')} was replaced`,
        prediction: time,
        measuredMs: since(back?.tMs, begunMs),
        watchedMs,
        whose: 'subject',
        stuck: stuckRollout(history, fault, first.workload, windowMs[1]),
        why: (sinceMs) => missingPods(history, first.workload, begunMs + sinceMs),
        evidence: [...fault.evidence, ...(back === undefined ? [] : [back.seq])],
      },
    ];
  });
}

/** The pods that went: of evictions those that were granted. */
function goneOf(history: History, fault: FaultRecord): readonly ReadyPod[] {
  const {lost} = affectedBy(history, fault);
  if (fault.effect?.by === 'rollout') return lost;
  const granted = new Set(
    evictionsOf(history, fault.step).flatMap(({meaning, pod}) => (meaning === 'evicted' ? [pod] : [])),
  );
  return lost.filter(({name}) => granted.has(name));
}

function replacementsOf(history: History, fault: FaultRecord, pods: readonly [ReadyPod, ...ReadyPod[]]): RolloutTime {
  if (fault.effect?.by === 'rollout') return rolloutTime(history, pods);
  const again = replacedTogether(goingOf(history, pods[0]), pods.length);
  const time: Prediction = fault.effect?.by === 'drain' ? inTurn(drainTime(history, fault), again) : again;
  return {time, replaced: pods};
}
