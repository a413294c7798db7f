import type {History} from '../../../history/history.ts';
import {podSpecOf} from '../../../kubernetes/containers.ts';
import {widening} from '../../../kubernetes/placement.ts';
import type {Loss} from '../../../kubernetes/spread.ts';
import type {Workload} from '../../../kubernetes/workloads.ts';
import type {Finding} from '../../finding.ts';
import {fixOf, type Proposal} from '../../fixes/fix.ts';
import {inObject} from '../../fixes/objects.ts';
import {moreReplicas} from '../../fixes/replicas.ts';
import {constraintOf, isFreeToSpread, isSpreadOver, workersOf} from '../../fixes/spread.ts';
import {objectIn} from '../../../kubernetes/owners.ts';

/**
 * What to change so that a workload spreads: more replicas, what ties it to some nodes, or a constraint it lacks. Accepted
 * when nothing ties the pods any more and a constraint of their own keeps them even.
 */
export function spreadFix(history: History, workload: Workload, worst: Loss): Pick<Finding, 'fix'> {
  const {ref} = workload;
  const key = worst.domain === 'zone' ? 'topology.kubernetes.io/zone' : 'kubernetes.io/hostname';
  const proposal = workload.replicas < 2 ? moreReplicas(history, ref) : spreadOver(history, workload, key);
  return fixOf(history, proposal, (after) => {
    const object = objectIn(after, ref);
    return (
      object !== undefined &&
      Number(object.spec?.['replicas'] ?? 1) > 1 &&
      isFreeToSpread(history, object) &&
      (isSpreadOver(object, key) || workload.replicas < 2)
    );
  });
}

function spreadOver(history: History, {ref, object}: Workload, key: string): Proposal {
  const path = podSpecOf(object)?.path ?? 'spec.template.spec';
  const wider = widening(object, workersOf(history));
  const even = isSpreadOver(object, key) ? {} : {topologySpreadConstraints: [constraintOf(object, key)]};
  const [first = 'topologySpreadConstraints'] = Object.keys(wider);
  return {...inObject(ref, path, {...wider, ...even}), path: `${path}.${first}`};
}
