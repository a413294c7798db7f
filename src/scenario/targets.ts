import type {DeployFacts} from '../history/facts.ts';
import {isReady} from '../objects/containers.ts';
import type {KubeObject} from '../objects/kube-object.ts';
import {isSame, workloadOf} from '../objects/owners.ts';
import type {ClusterNode} from '../cluster/cluster.ts';
import type {Target} from '../fault/fault.ts';
import type {Selector} from './scenario.ts';

/** What targets are chosen from; `pods` as they are now. */
export interface Field {
  readonly pods: readonly KubeObject[];
  readonly deploy: Pick<DeployFacts, 'entry' | 'namespace'>;
  readonly nodes: readonly Pick<ClusterNode, 'name' | 'zone' | 'role'>[];
}

/** Every target that a selector may mean, in the order of names; none when it meets nothing that is ready. */
export function candidatesFor(selector: Selector, {pods, deploy, nodes}: Field): readonly Target[] {
  if ('workload' in selector) return podsOf(selector.workload, pods, deploy).flatMap((pod) => containerIn(pod, selector.container) ?? []);
  const hosts = 'node' in selector ? selector.node.hosts : selector.zone.hosts;
  const used = new Set(podsOf(hosts, pods, deploy).map(nodeOf));
  const workers = nodes.filter((it) => it.role === 'worker').toSorted(byName);
  const zones = new Set(workers.filter((it) => used.has(it.name)).map((it) => it.zone));
  return workers
    .filter((it) => ('node' in selector ? used.has(it.name) : zones.has(it.zone)))
    .map(({name}) => ({kind: 'node', name, uid: name, node: name}));
}

/** The targets of a step, by identity: one, chosen by the seed or by `pick`, unless it says `each`; of a zone, all its workers. */
export function selectTargets(selector: Selector, {seed, ...field}: Field & {readonly seed: number}): readonly Target[] {
  const candidates = candidatesFor(selector, field);
  if ('workload' in selector && selector.pick === 'each') return candidates;
  const index = 'workload' in selector && typeof selector.pick === 'number' ? selector.pick : seed % Math.max(1, candidates.length);
  const chosen = candidates[index];
  if (chosen === undefined) return [];
  if (!('zone' in selector)) return [chosen];
  const zone = field.nodes.find((it) => it.name === chosen.name)?.zone;
  return candidates.filter((it) => field.nodes.some((node) => node.name === it.name && node.zone === zone));
}

function podsOf(workload: string, pods: readonly KubeObject[], deploy: Field['deploy']): readonly KubeObject[] {
  return pods
    .filter(
      (pod) => pod.kind === 'Pod' && pod.metadata.namespace === deploy.namespace && pod.metadata.deletionTimestamp === undefined && isReady(pod),
    )
    .filter((pod) => (workload === 'entry' ? isSame(workloadOf(pod), deploy.entry.workload) : workloadOf(pod).name === workload))
    .toSorted((a, b) => byName(a.metadata, b.metadata));
}

/** The container of that name, the pod's first one without a name. */
function containerIn(pod: KubeObject, name: string | undefined): Target | undefined {
  const containers = (pod.spec?.['containers'] ?? []) as readonly {readonly name: string}[];
  const statuses = (pod.status?.['containerStatuses'] ?? []) as readonly {readonly name: string; readonly containerID?: string}[];
  const container = name === undefined ? containers[0] : containers.find((it) => it.name === name);
  const containerId = statuses.find((it) => it.name === container?.name)?.containerID;
  if (container === undefined || containerId === undefined) return undefined;
  const {namespace, uid = ''} = pod.metadata;
  return {
    kind: 'container',
    name: pod.metadata.name,
    ...(namespace === undefined ? {} : {namespace}),
    uid,
    node: nodeOf(pod),
    container: container.name,
    containerId,
  };
}

function nodeOf(pod: KubeObject): string {
  return String(pod.spec?.['nodeName'] as string);
}

function byName(a: {readonly name: string}, b: {readonly name: string}): number {
  return a.name < b.name ? -1 : 1;
}
