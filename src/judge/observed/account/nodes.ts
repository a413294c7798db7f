import type {Events} from '../../../history/history.ts';
import {readingsOf} from '../../../history/state.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import type {KubeObject} from '../../../kubernetes/kube-object.ts';
import {nodeOf} from '../../../kubernetes/pods.ts';

/** Whether the control plane had taken the node of a pod for lost, as it last said by a time, ms. */
export function nodeWasLost(history: Events, pod: KubeObject, atMs: number): boolean {
  const name = nodeOf(pod);
  const last = readingsOf(history, 'Node').findLast(({object, tMs}) => object.metadata.name === name && tMs <= atMs);
  return last !== undefined && !isReady(last.object);
}
