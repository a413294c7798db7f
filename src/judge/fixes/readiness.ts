import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {type ContainerOf, podLabelsOf} from '../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {asksTheSame, probeOf} from '../../kubernetes/probes.ts';
import {portsBehind, sendsTo} from '../../kubernetes/services.ts';
import type {Proposal} from './fix.ts';
import {containerIn, containerOf, inContainer} from './objects.ts';
import {asking, questionOf, timeoutFor} from './probes.ts';
import {objectIn} from '../../kubernetes/owners.ts';

/**
 * To let a container without readiness say when it can serve: as its liveness asks it; where new connections were only
 * refused, by whether its port is open. Undefined where nobody knows what to ask.
 */
export function readinessFor(
  history: History,
  of: ObjectRef,
  {isRefused}: {readonly isRefused: boolean},
): Proposal | undefined {
  const container = containerOf(history, of);
  const question = container === undefined ? undefined : questionOf(container, 'livenessProbe');
  if (question !== undefined)
    return asking(history, of, 'readinessProbe', question, {...quick, timeoutSeconds: timeoutFor(question, 1)});
  const port = container === undefined ? undefined : servedPort(history, of, container);
  if (!isRefused || port === undefined) return undefined;
  return inContainer(history, of, 'readinessProbe', {tcpSocket: {port}, ...quick});
}

/** True when a container is ready later than it is started: by a readiness that asks something else than its startup. */
export function tellsWhenReady(of: ObjectRef, after: readonly KubeObject[]): boolean {
  const container = containerIn(after, of);
  const readiness = container === undefined ? undefined : probeOf(container, 'readinessProbe');
  const startup = container === undefined ? undefined : probeOf(container, 'startupProbe');
  return readiness !== undefined && (startup === undefined || !asksTheSame(startup, readiness));
}

/** The times of a new readiness probe: asked often, for it only takes requests away. */
export const quick = {periodSeconds: 2, failureThreshold: 2} as const;

/** The port of a container that a Service sends requests to, by its name where it has one. */
function servedPort(history: History, of: ObjectRef, {spec}: ContainerOf): string | number | undefined {
  const objects = factsOf(history).deploy?.objects ?? [];
  const workload = objectIn(objects, of);
  if (workload === undefined || Object.keys(podLabelsOf(workload)).length === 0) return undefined;
  const uses = objects.filter((one) => sendsTo(one, workload)).map((service) => ({service}));
  const served = portsBehind(workload, uses);
  const ports = (spec['ports'] ?? []) as readonly {readonly name?: string; readonly containerPort: number}[];
  const own = ports.find(({containerPort}) => served.includes(containerPort));
  return own?.name ?? own?.containerPort;
}
