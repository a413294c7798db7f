import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {rolloutOf} from '../../kubernetes/rollout.ts';
import {type Prediction, unknown} from '../../forecast/prediction.ts';
import {rolledOut} from '../../forecast/rollouts.ts';
import type {ReadyPod} from '../observed/pods/ready-pods.ts';
import {goingOf} from './usual-start.ts';
import {objectIn} from '../../kubernetes/owners.ts';

/** What a roll-out of the workload of some pods is predicted to do, and which of them it replaces. */
export interface RolloutTime {
  readonly time: Prediction;
  readonly replaced: readonly ReadyPod[];
}

/** `pods` are the ready pods of one workload of the subject as its roll-out began; at least one. */
export function rolloutTime(history: History, pods: readonly [ReadyPod, ...ReadyPod[]]): RolloutTime {
  const [{workload}] = pods;
  const {deploy} = factsOf(history);
  const object = deploy === undefined ? undefined : objectIn(deploy.objects, workload);
  if (object === undefined) return {time: unknown(`${workload.kind}/${workload.name}`), replaced: pods};
  const {replicas = pods.length} = (object.spec ?? {}) as {readonly replicas?: number};
  const rollout = rolloutOf(object, replicas);
  return {
    time: rolledOut(rollout, goingOf(history, pods[0])),
    // A partition keeps the pods of the lowest numbers.
    replaced:
      rollout === undefined || rollout.replaces >= replicas
        ? pods
        : pods.filter(({name}) => ordinalOf(name) >= replicas - rollout.replaces),
  };
}

/** The number of a StatefulSet's pod, from 0. */
function ordinalOf(name: string): number {
  return Number(/-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
}
