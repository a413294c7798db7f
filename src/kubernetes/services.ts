import {type ContainerOf, containersOf, podLabelsOf} from './containers.ts';
import type {Json, KubeObject} from './kube-object.ts';
import {portNumber} from './ports.ts';
import {probeOf} from './probes.ts';
import {selects} from './selectors.ts';

/** Whether a Service sends requests to a pod, or to the pods of a workload. */
export function sendsTo({kind, metadata, spec}: KubeObject, object: KubeObject): boolean {
  const {namespace} = object.metadata;
  const isHere = metadata.namespace === undefined || namespace === undefined || metadata.namespace === namespace;
  return kind === 'Service' && isHere && selects({matchLabels: spec?.['selector'] ?? {}} as Json, podLabelsOf(object));
}

/** Whether a Service sends requests to its pods whether they are ready or not. */
export function publishesUnready({spec}: KubeObject): boolean {
  return spec?.['publishNotReadyAddresses'] === true;
}

/** A Service and the one of its ports that is meant; all of them without one. */
export interface ServiceUse {
  readonly service: KubeObject;
  readonly port?: number;
}

/** The ports at which some Services reach a pod, names looked up; what no container has a name for is left out. */
export function portsBehind(object: KubeObject, uses: readonly ServiceUse[]): readonly number[] {
  const running = runningIn(object);
  return targetsOf(uses).flatMap((target) => {
    if (typeof target === 'number') return [target];
    return running.flatMap((container) => portNumber(container, target) ?? [])[0] ?? [];
  });
}

/**
 * The containers of a pod or a workload that answer at those ports: who declares one, else whose probes ask it, else
 * the only one that runs. None: nobody can tell, or no Service sends it anything.
 */
export function containersBehind(object: KubeObject, uses: readonly ServiceUse[]): readonly ContainerOf[] {
  const running = runningIn(object);
  const own = running.filter(({role}) => role === 'container');
  const found = portsBehind(object, uses).flatMap((port) => {
    const declares = running.filter((container) => declaredPorts(container).includes(port));
    const asked = running.filter((container) => probedPorts(container).includes(port));
    return [declares, asked, own].find((those) => those.length === 1 || (those !== own && those.length > 0)) ?? [];
  });
  return running.filter((container) => found.includes(container));
}

/** The pod's own containers first, then its sidecars: so the API server looks a port's name up. */
function runningIn(object: KubeObject): readonly ContainerOf[] {
  const containers = containersOf(object);
  return [...containers.filter(({role}) => role === 'container'), ...containers.filter(({role}) => role === 'sidecar')];
}

function targetsOf(uses: readonly ServiceUse[]): readonly Json[] {
  return uses.flatMap(({service, port: only}) => {
    const ports = (service.spec?.['ports'] ?? []) as readonly {readonly port: number; readonly targetPort?: Json}[];
    return ports.flatMap(({port, targetPort}) => (only === undefined || only === port ? [targetPort ?? port] : []));
  });
}

function declaredPorts({spec}: ContainerOf): readonly number[] {
  return ((spec['ports'] ?? []) as unknown as readonly {readonly containerPort: number}[]).map(
    ({containerPort}) => containerPort,
  );
}

function probedPorts(container: ContainerOf): readonly number[] {
  return (['readinessProbe', 'livenessProbe', 'startupProbe'] as const).flatMap(
    (kind) => probeOf(container, kind)?.port ?? [],
  );
}
