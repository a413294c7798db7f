import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {readingsOf} from '../../history/state.ts';
import {podLabelsOf, podSpecOf} from '../../kubernetes/containers.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {isMap, type Patch} from '../../kubernetes/patches/patch.ts';
import {narrowingOf} from '../../kubernetes/placement.ts';
import {selects} from '../../kubernetes/selectors.ts';
import type {Workload} from '../../kubernetes/workloads.ts';

/** The label of nodes by which pods of this cluster must be spread: zones, where it has several. */
export function spreadKey(history: History): string {
  const zones = new Set(workers(history).map(({zone}) => zone)).size;
  return zones > 1 ? 'topology.kubernetes.io/zone' : 'kubernetes.io/hostname';
}

/** The field of a workload's spec that spreads its pods evenly, where it has none that does; empty where it has. */
export function spreading(history: History, {object}: Workload): Patch {
  const key = spreadKey(history);
  return isSpreadOver(object, key) ? {} : {template: {spec: {topologySpreadConstraints: [constraintOf(object, key)]}}};
}

/**
 * A constraint that spreads the pods of a workload, of one revision where they have a hash of it. Nodes that are
 * cordoned or dead do not count, or a drain would leave the replacement Pending.
 */
export function constraintOf({kind, spec}: KubeObject, key: string): Patch {
  return {
    topologyKey: key,
    maxSkew: 1,
    whenUnsatisfiable: 'DoNotSchedule',
    nodeTaintsPolicy: 'Honor',
    ...(kind === 'Deployment' ? {matchLabelKeys: ['pod-template-hash']} : {}),
    labelSelector: spec?.['selector'] ?? {},
  };
}

/** True when a workload's own constraints keep its pods evenly over the domains of a label. */
export function isSpreadOver(object: KubeObject, key: string): boolean {
  const spec = podSpecOf(object)?.spec ?? {};
  const constraints = (spec['topologySpreadConstraints'] ?? []) as readonly Patch[];
  return constraints.some(
    (one) =>
      one['topologyKey'] === key &&
      one['maxSkew'] === 1 &&
      one['whenUnsatisfiable'] === 'DoNotSchedule' &&
      selects(one['labelSelector'], podLabelsOf(object)),
  );
}

/** True when nothing ties the pods of a workload to a part of the nodes or to each other. */
export function isFreeToSpread(history: History, object: KubeObject): boolean {
  const {affinity} = podSpecOf(object)?.spec ?? {};
  const together = isMap(affinity) ? affinity['podAffinity'] : undefined;
  const required = isMap(together) ? together['requiredDuringSchedulingIgnoredDuringExecution'] : undefined;
  const isTied = Array.isArray(required) && (required as readonly Json[]).length > 0;
  return !isTied && narrowingOf(object, workersOf(history)) === undefined;
}

/** The worker nodes as first seen. */
export function workersOf(history: History): readonly KubeObject[] {
  const names = new Set(workers(history).map(({name}) => name));
  const first = new Map<string, KubeObject>();
  for (const {object} of readingsOf(history, 'Node')) {
    if (names.has(object.metadata.name) && !first.has(object.metadata.name)) first.set(object.metadata.name, object);
  }
  return [...first.values()];
}

function workers(history: History) {
  return (factsOf(history).cluster?.nodes ?? []).filter(({role}) => role === 'worker');
}
