import type {History} from '../../history/history.ts';
import {isSame, nameOf} from '../../kubernetes/owners.ts';
import type {Prediction} from '../../forecast/prediction.ts';
import {drained, type Draining} from '../../forecast/rollouts.ts';
import {affectedBy} from '../observed/faults/affected.ts';
import {budgetedOf} from '../observed/pods/budgets.ts';
import type {FaultRecord} from '../observed/faults/faults.ts';
import {goingOf} from './usual-start.ts';

/** How long the drain of the subject's pods is predicted to take, from its budgets and its starts. */
export function drainTime(history: History, fault: FaultRecord): Prediction {
  // A drain passes the pods of a DaemonSet over: they would come back at once.
  const evicted = affectedBy(history, fault).lost.filter(({workload}) => workload.kind !== 'DaemonSet');
  const byWorkload = [...Map.groupBy(evicted, ({workload}) => nameOf(workload)).values()];
  const draining = byWorkload.flatMap((pods): readonly Draining[] => {
    const [first] = pods;
    if (first === undefined) return [];
    const budgets = budgetedOf(history).find((one) => isSame(one.workload.ref, first.workload))?.budgets ?? [];
    const allowed = Math.min(Number.POSITIVE_INFINITY, ...budgets.map(({budget}) => budget.allowed));
    return [{pods: pods.length, allowed, ...goingOf(history, first)}];
  });
  return drained(draining);
}
