import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {containersOf} from '../../../kubernetes/containers.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {isTask} from '../../../kubernetes/pods.ts';
import {firstOf} from '../../../text/brief.ts';
import {type Restart, restartsIn} from '../pods/restarts.ts';
import {endingBefore} from './endings.ts';

/**
 * Whether a restart is one more try of a task: a Job's container that gave up is started again by its owner's own
 * policy. What a probe ended is no try, nor is the restart of a native sidecar.
 */
export function isRetry(history: History, {replica, container, tMs}: Restart): boolean {
  const [first] = replica.readings;
  if (first === undefined || !isTask(first.pod)) return false;
  const ending = endingBefore(history, {uid: replica.uid, container}, tMs);
  const isByProbe = ending?.by === 'liveness' || ending?.by === 'startup';
  return !isByProbe && containersOf(first.pod).some(({name, role}) => name === container && role !== 'sidecar');
}

/** The tasks that were tried again in some windows, to stand at the end of a sentence; nothing where none was. */
export function retriesText(history: History, windows: readonly Window[]): string {
  const retries = windows.flatMap((windowMs) => restartsIn(history, windowMs)).filter((one) => isRetry(history, one));
  const tasks = new Set(retries.map(({replica: {workload}}) => nameOf(workload)));
  return tasks.size === 0 ? '' : `; ${firstOf([...tasks])} tried again, as its restart policy says`;
}
