import {statusesOf} from './containers.ts';
import type {KubeObject} from './kube-object.ts';

/** What the kubelet waits for that does not come by waiting. */
const hopeless = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RunContainerError',
]);
/** A container that ended so often will end again. */
const mostRestarts = 3;

/** Whether a pod's containers do not come up however long one waits: they end again and again, or cannot be made. */
export function isBroken(pod: KubeObject): boolean {
  return statusesOf(pod).some(
    ({ready, restartCount, waiting}) =>
      !ready && (restartCount >= mostRestarts || (waiting !== undefined && hopeless.has(waiting.reason))),
  );
}

/** Whether no node takes a pod. */
export function isUnscheduled(pod: KubeObject): boolean {
  const conditions = (pod.status?.['conditions'] ?? []) as readonly {
    readonly type?: string;
    readonly status?: string;
  }[];
  return conditions.some(({type, status}) => type === 'PodScheduled' && status === 'False');
}
