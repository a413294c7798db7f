import {isReady} from './containers.ts';
import type {KubeObject} from './kube-object.ts';
import {workloadOf} from './owners.ts';

/** True for a pod that is ready and not being ended: Services send requests to it. */
export function takesTraffic(pod: KubeObject): boolean {
  return isReady(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** The node a pod is bound to; empty while it is bound to none. */
export function nodeOf(pod: KubeObject): string {
  const name = pod.spec?.['nodeName'];
  return typeof name === 'string' ? name : '';
}

/** True for a pod that is a task, a Job's for instance: it runs to its end, and what fails in it is tried again. */
export function isTask(pod: KubeObject): boolean {
  const policy = pod.spec?.['restartPolicy'];
  return policy === 'OnFailure' || policy === 'Never';
}

/** True for a task that somebody owns, a Job for instance: its pods come and go by themselves, and are no replicas. */
export function isOwnedTask(pod: KubeObject): boolean {
  return isTask(pod) && workloadOf(pod).kind !== 'Pod';
}
