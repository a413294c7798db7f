import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {containersOf} from '../../../kubernetes/containers.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {isTask} from '../../../kubernetes/pods.ts';
import {firstOf} from '../../../text/brief.ts';
import {type Restart, restartsIn} from '../pods/restarts.ts';
import {endingBefore} from './endings.ts';

/**
 * Whether a restart is one more try: an init container that gave up, or a Job's container, is started again by the own
 * policy of its pod. What a probe ended is no try, nor is the restart of a native sidecar.
 */
export function isRetry(history: History, {replica, container, tMs}: Restart): boolean {
  const [first] = replica.readings;
  const role = first && containersOf(first.pod).find(({name}) => name === container)?.role;
  if (role === 'init') return true;
  if (first === undefined || role !== 'container' || !isTask(first.pod)) return false;
  const ending = endingBefore(history, {uid: replica.uid, container}, tMs);
  return ending?.by !== 'liveness' && ending?.by !== 'startup';
}

/** What was tried again in some windows, to stand at the end of a sentence; nothing where none was. */
export function retriesText(history: History, windows: readonly Window[]): string {
  const retries = windows.flatMap((windowMs) => restartsIn(history, windowMs)).filter((one) => isRetry(history, one));
  const tasks = new Set(retries.map(({replica: {workload}}) => nameOf(workload)));
  return tasks.size === 0 ? '' : `; ${firstOf([...tasks])} tried again, as its restart policy says`;
}
