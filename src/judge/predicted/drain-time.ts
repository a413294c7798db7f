import type {History} from '../../history/history.ts';
import {isSame, nameOf} from '../../kubernetes/owners.ts';
import {graceMsOf} from '../../kubernetes/pod-times.ts';
import {drained, type Draining} from './rollouts.ts';
import type {Interval} from './interval.ts';
import {affectedBy} from '../observed/faults/affected.ts';
import {budgetedOf} from '../observed/pods/budgets.ts';
import type {FaultRecord} from '../observed/faults/faults.ts';
import {startOf} from './usual-start.ts';

/**
 * How long the drain of the subject's pods is predicted to take, from its budgets and its starts; undefined: for ever.
 */
export function drainTime(history: History, fault: FaultRecord): Interval | undefined {
  const byWorkload = [...Map.groupBy(affectedBy(history, fault).lost, ({workload}) => nameOf(workload)).values()];
  const draining = byWorkload.flatMap((pods): readonly Draining[] => {
    const [first] = pods;
    if (first === undefined) return [];
    const budgets = budgetedOf(history).find((one) => isSame(one.workload.ref, first.workload))?.budgets ?? [];
    const allowed = Math.min(pods.length, ...budgets.map(({budget}) => budget.allowed));
    return [
      {pods: pods.length, allowed, start: startOf(history, first.workload, first.pod), graceMs: graceMsOf(first.pod)},
    ];
  });
  return drained(draining);
}
