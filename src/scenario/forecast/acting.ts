import type {Target} from '../../fault/fault.ts';
import type {ClusterFacts, DeployFacts, SubjectFacts} from '../../history/facts.ts';
import type {FaultEffect} from '../../history/records/fault-effect.ts';
import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {objectIn} from '../../kubernetes/owners.ts';
import {isOwnedTask} from '../../kubernetes/pods.ts';
import type {Step} from '../scenario.ts';
import type {KnownContainer, KnownPod} from './subject.ts';

/** Whom a step may act on, and who feels it. */
export interface Acting {
  /** Undefined for what is no fault, or not known. */
  readonly effect: FaultEffect | undefined;
  /** What hangs, dies or is alone; of whole pods all of their containers. */
  readonly containers: readonly KnownContainer[];
  /** Whether the pods that are away are a declared dependency. */
  readonly isDependency: boolean;
  /** The containers of all other pods that are no dependency themselves. */
  readonly others: readonly KnownContainer[];
  /** Nodes that may be lost, and how many of them at once. */
  readonly nodes: readonly string[];
  readonly nodesAtOnce: number;
  /** Pods that may go and are missed then: not a Job's. */
  readonly lost: readonly KnownPod[];
  readonly entry: ObjectRef;
  /** The entry's workload as it was deployed, and the workload of the pods that may go. */
  readonly workloadOf: (of: ObjectRef) => KubeObject | undefined;
  readonly objects: readonly KubeObject[];
  readonly timings: Readonly<Record<string, number>>;
}

/** What a step knows of the subject and its cluster. */
export interface Known {
  readonly deploy: DeployFacts;
  readonly cluster: Pick<ClusterFacts, 'nodes' | 'timings'>;
  readonly dependencies: SubjectFacts['dependencies'];
  readonly pods: readonly KnownPod[];
}

/** `targets` are all that the step may choose. */
export function actingOf(
  {on, options}: Step,
  effect: FaultEffect | undefined,
  targets: readonly Target[],
  {deploy, cluster, dependencies, pods}: Known,
): Acting {
  const nodes = targets.flatMap(({kind, name}) => (kind === 'node' ? [name] : []));
  const isVictim = ({uid, node}: KnownPod): boolean =>
    nodes.includes(node) || targets.some((one) => one.kind !== 'node' && one.uid === uid);
  const isAlone = effect?.takes === 'network';
  const isHit = ({of}: KnownContainer, {uid}: KnownPod): boolean =>
    isAlone || targets.some((one) => one.uid === uid && (one.container ?? of.container) === of.container);
  const named = new Set(dependencies.flatMap(({workload}) => workload ?? []));
  const victims = pods.filter(isVictim);
  return {
    effect,
    containers: victims.flatMap((pod) => pod.containers.filter((one) => isHit(one, pod))),
    isDependency:
      'dependency' in on || (isAlone && (options as {readonly from?: string} | undefined)?.from !== 'peers'),
    others: pods.filter((pod) => !isVictim(pod) && !named.has(pod.workload.name)).flatMap(({containers}) => containers),
    nodes,
    nodesAtOnce: 'zone' in on ? widestZone(nodes, cluster.nodes) : Math.min(1, nodes.length),
    lost: victims.filter(({object}) => !isOwnedTask(object)),
    entry: deploy.entry.workload,
    workloadOf: (of) => objectIn(deploy.objects, of),
    objects: deploy.objects,
    timings: cluster.timings,
  };
}

function widestZone(names: readonly string[], nodes: ClusterFacts['nodes']): number {
  const zones = Map.groupBy(
    nodes.filter(({name}) => names.includes(name)),
    ({zone}) => zone,
  );
  return Math.max(0, ...[...zones.values()].map(({length}) => length));
}
