import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import type {ContainerOf} from '../../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {controlWindow} from '../../observed/faults/effects.ts';
import {wilson} from '../../observed/load/statistics.ts';
import {trafficIn} from '../../observed/load/traffic.ts';
import {behindServices} from '../../observed/pods/serving.ts';

/** Whether a container is none of those that answer behind the Services of its pod; false where nobody can tell. */
export function isBesideServices(history: History, pod: KubeObject, {name}: ContainerOf): boolean {
  const behind = behindServices(history, pod);
  return behind.length > 0 && behind.every((container) => container.name !== name);
}

/** Whether more requests failed in a window than in the control stage, beyond chance. */
export function losesRequests(history: History, windowMs: Window): boolean {
  const control = controlWindow(history);
  const before = control === undefined ? undefined : trafficIn(history, [control]);
  const during = trafficIn(history, [windowMs]);
  if (during.failed === 0) return false;
  return before === undefined || wilson(during.failed, during.sent)[0] > wilson(before.failed, before.sent)[1];
}

/** Why readiness takes nobody out, to stand after a colon. */
export function publishesText(service: ObjectRef): string {
  return `${nameOf({kind: service.kind, name: service.name})} sends requests to pods that are not ready`;
}
