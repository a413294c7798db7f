import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {isSame, objectIn} from '../../kubernetes/owners.ts';
import {isMap, type Patch} from '../../kubernetes/patches/patch.ts';
import {rolloutOf} from '../../kubernetes/rollout.ts';
import {workloadsOf} from '../../kubernetes/workloads.ts';
import type {Finding} from '../finding.ts';
import {fixOf, type Proposal} from './fix.ts';
import {inObject, plain} from './objects.ts';

/**
 * To replace the pods of a Deployment one by one, each after its successor is ready. Undefined of other kinds, which
 * have no such fields, and where all are ended first because they share a volume.
 */
export function oneByOne(history: History, of: ObjectRef): Proposal | undefined {
  const workload = workloadsOf(factsOf(history).deploy?.objects ?? []).find(({ref}) => isSame(ref, of));
  if (workload?.ref.kind !== 'Deployment') return undefined;
  const {object, replicas, keepsVolume} = workload;
  const rollout = rolloutOf(object, replicas);
  if (rollout === undefined) return undefined;
  const {type, surge} = rollout;
  if (type === 'Recreate' && keepsVolume) return undefined;
  const isNew = type === 'Recreate' || !isMap((object.spec?.['strategy'] as Patch | undefined)?.['rollingUpdate']);
  const rollingUpdate = {maxUnavailable: 0, ...(isNew || surge === 0 ? {maxSurge: 1} : {})};
  const strategy = {...(type === 'Recreate' ? {type: 'RollingUpdate'} : {}), rollingUpdate};
  return {
    object: of,
    path: type === 'Recreate' ? 'spec.strategy.type' : 'spec.strategy.rollingUpdate.maxUnavailable',
    changes: [{of: plain(of), patch: {spec: {strategy}}}],
  };
}

/**
 * To let an old pod go before its successor comes, where no place is left for one more: of several replicas, for of one
 * nobody would be left meanwhile.
 */
export function oneLess(history: History, of: ObjectRef): Pick<Finding, 'fix'> {
  const workload = workloadsOf(factsOf(history).deploy?.objects ?? []).find(({ref}) => isSame(ref, of));
  if (workload?.ref.kind !== 'Deployment' || workload.replicas < 2) return {};
  const proposal = inObject(of, 'spec.strategy.rollingUpdate', {maxSurge: 0, maxUnavailable: 1});
  return fixOf(history, proposal, (after) => {
    const object = objectIn(after, of);
    const rollout = object === undefined ? undefined : rolloutOf(object, workload.replicas);
    return rollout?.type === 'RollingUpdate' && rollout.surge === 0 && rollout.unavailable === 1;
  });
}

/** True when a roll-out of a workload never leaves fewer pods than its replicas. */
export function isGradual(of: ObjectRef, after: readonly KubeObject[]): boolean {
  const object = objectIn(after, of);
  const replicas = (object?.spec?.['replicas'] as number | undefined) ?? 1;
  return object !== undefined && rolloutOf(object, replicas)?.unavailable === 0;
}
