import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {covers} from '../../kubernetes/budgets.ts';
import {type Change, changed} from '../../kubernetes/patches/changes.ts';
import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {isSame} from '../../kubernetes/owners.ts';
import {isMap} from '../../kubernetes/patches/patch.ts';
import {type Workload, workloadsOf} from '../../kubernetes/workloads.ts';
import {budgetedOf, budgetFault} from '../observed/pods/budgets.ts';
import {budgetFor, oneAtATime} from './budgets.ts';
import type {Proposal} from './fix.ts';
import {plain} from './objects.ts';
import {spreading} from './spread.ts';

/**
 * To run more than one replica of a workload: of the entry as many as its profile says carry the peak, else two; spread,
 * and with a budget that lets one go at a time. Undefined for what may keep state of its own (a volume, a dependency of
 * the subject), and where an autoscaler chooses the replicas.
 */
export function moreReplicas(history: History, of: ObjectRef): Proposal | undefined {
  const {deploy, trial} = factsOf(history);
  const objects = deploy?.objects ?? [];
  const workload = workloadsOf(objects).find(({ref}) => isSame(ref, of));
  if (workload === undefined || workload.keepsVolume || !isFree(history, workload)) return undefined;
  const isEntry = deploy !== undefined && isSame(deploy.entry.workload, of);
  const replicas = isEntry ? Math.max(2, trial?.subject.peak.replicas ?? 2) : 2;
  const patch = {spec: {replicas, ...spreading(history, workload)}};
  const first: Change = {of: plain(of), patch};
  const after = changed(objects, [first]);
  if (after === undefined) return undefined;
  return {object: of, path: 'spec.replicas', changes: [first, ...budgetChanges(history, workload, after)]};
}

/** True of a workload whose replicas its manifest alone decides, and which nobody depends on as on one thing. */
function isFree(history: History, {ref}: Workload): boolean {
  const {deploy, trial} = factsOf(history);
  const isDependency = trial?.subject.dependencies.some(({workload}) => workload === ref.name) ?? false;
  const isScaled = (deploy?.deviations ?? []).some(({what, of, from}) => {
    const target = isMap(from) ? from['scaleTargetRef'] : undefined;
    const isOfIt = isMap(target) && target['name'] === ref.name;
    return (
      (what.startsWith('removed: autoscaling') && isOfIt) || (what.includes('autoscaler') && of?.name === ref.name)
    );
  });
  return !isDependency && !isScaled;
}

/** What its budget needs once there are more replicas. */
function budgetChanges(history: History, workload: Workload, after: readonly KubeObject[]): readonly Change[] {
  const then = budgetedOf(history, after).find((one) => isSame(one.workload.ref, workload.ref));
  const fault = then === undefined ? undefined : budgetFault(then);
  if (fault === 'none') {
    const grown = workloadsOf(after).find(({ref}) => isSame(ref, workload.ref));
    return grown === undefined ? [] : (budgetFor(history, grown)?.changes ?? []);
  }
  const [only] = then?.budgets ?? [];
  if (only === undefined || (fault !== 'blocks' && fault !== 'protects-nothing')) return [];
  const isAlone = workloadsOf(after).filter(({labels, ref}) => covers(only.object, labels, ref.namespace)).length === 1;
  return isAlone ? [{of: plain(only.ref), patch: {spec: oneAtATime(only.object)}}] : [];
}
