import type {EventBody} from '../../../src/history/events.ts';
import type {Json} from '../../../src/kubernetes/kube-object.ts';
import {eventOf} from './objects.ts';
import type {Pod} from './survival.ts';

/** What the kubelet tells of a container of a pod. */
export function toldOf({uid, container}: Pod, reason: string, message: string): EventBody {
  const involvedObject = {uid, fieldPath: `spec.containers{${container}}`} as unknown as Json;
  return eventOf({reason, message, involvedObject});
}

/** That it kills a container whose probe failed. */
export function killingOf(pod: Pod, probe: 'liveness' | 'startup' = 'liveness'): EventBody {
  return toldOf(pod, 'Killing', `Container ${pod.container} failed ${probe} probe, will be restarted`);
}

/** A reading of a pod whose container before ended with another exit code. */
export function endedWith(body: EventBody, exitCode: number, reason = 'Error'): EventBody {
  if (body.kind !== 'object') return body;
  const {containerStatuses} = body.object.status as {
    readonly containerStatuses: readonly {readonly lastState?: {readonly terminated?: object}}[];
  };
  const changed = containerStatuses.map((each) => ({
    ...each,
    lastState: {terminated: {...each.lastState?.terminated, exitCode, reason}},
  }));
  return {
    ...body,
    object: {...body.object, status: {...body.object.status, containerStatuses: changed as unknown as Json}},
  };
}
