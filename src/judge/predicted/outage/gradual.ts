import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {graceMsOf} from '../../../kubernetes/pod-times.ts';
import {rolloutOf} from '../../../kubernetes/rollout.ts';
import {workloadsOf} from '../../../kubernetes/workloads.ts';
import {affectedBy} from '../../observed/faults/affected.ts';
import type {Effect} from '../../observed/faults/effects.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import {evictionsOf} from '../../observed/pods/evictions.ts';
import {missingPods} from '../../observed/pods/missing.ts';
import type {ReadyPod} from '../../observed/pods/ready-pods.ts';
import {replacementOf} from '../../observed/pods/replacement.ts';
import {drainTime} from '../drain-time.ts';
import {type Interval, plus} from '../interval.ts';
import {replacedAtOnce} from '../nodes.ts';
import {rolledOut} from '../rollouts.ts';
import {startOf} from '../usual-start.ts';
import {type Forecast, since} from './forecast.ts';

/**
 * What is predicted when pods go one after another (a drain, evictions, a roll-out): when others have taken the place
 * of all.
 */
export function gradualForecasts(history: History, fault: FaultRecord, {windowMs}: Effect): readonly Forecast[] {
  const begunMs = fault.injectedMs ?? windowMs[0];
  const watchedMs = windowMs[1] - begunMs;
  const byWorkload = [...Map.groupBy(goneOf(history, fault), ({workload}) => nameOf(workload)).values()];
  return byWorkload.flatMap((pods): readonly Forecast[] => {
    const [first] = pods;
    if (first === undefined) return [];
    const back = replacementOf(history, first.workload, pods, begunMs);
    return [
      {
        name: 'replaced',
        of: {kind: first.workload.kind, name: first.workload.name},
        until: `${pods.map(({name}) => name).join(', ')} was replaced`,
        predictedMs: timeOf(history, fault, first),
        measuredMs: since(back?.tMs, begunMs),
        watchedMs,
        whose: 'subject',
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

function timeOf(history: History, fault: FaultRecord, {workload, pod}: ReadyPod): Interval | undefined {
  const start = startOf(history, workload, pod);
  const again = replacedAtOnce(workload.kind, graceMsOf(pod), start);
  if (fault.effect?.by === 'drain') {
    const drain = drainTime(history, fault);
    return drain === undefined ? undefined : plus(drain, again);
  }
  if (fault.effect?.by !== 'rollout') return again;
  const found = workloadsOf(factsOf(history).deploy?.objects ?? []).find(({ref}) => isSame(ref, workload));
  return found === undefined
    ? again
    : rolledOut(rolloutOf(found.object, found.replicas), found.replicas, start, graceMsOf(pod));
}
