import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {type RunningContainer, runningIn} from '../../src/forecast/time-line.ts';

/** The wall clock at which the clock of these tests is 0. */
export const zero = '2026-01-01T00:00:00Z';

/** A pod with one container `app`, which began to run 1 s after 0 and was restarted so often. */
export function podWith(
  container: object,
  {restarts = 0, ...pod}: {readonly restarts?: number; readonly [key: string]: unknown} = {},
): KubeObject {
  const running = {running: {startedAt: '2026-01-01T00:00:01Z'}};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'p', uid: 'u'},
    spec: {containers: [{name: 'app', ...container}], ...pod},
    status: {containerStatuses: [{name: 'app', ready: true, restartCount: restarts, state: running}]},
  } as unknown as KubeObject;
}

/** That container on its time line. */
export function running(container: object, pod: Parameters<typeof podWith>[1] = {}): RunningContainer {
  const [one] = runningIn(podWith(container, pod), Date.parse(zero));
  if (one === undefined) throw new Error('No container runs');
  return one;
}
