import type {DeployFacts, SubjectFacts} from '../history/facts.ts';
import {type EntryPort, servicesOf} from '../history/service-uses.ts';
import {containersOf} from '../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../kubernetes/kube-object.ts';
import {isSame, nameOf, workloadOf} from '../kubernetes/owners.ts';
import {nodeOf, takesTraffic} from '../kubernetes/pods.ts';
import {containersBehind} from '../kubernetes/services.ts';
import {ownersOfPods} from '../kubernetes/workloads.ts';
import type {ClusterNode} from '../cluster/cluster.ts';
import type {Target} from '../fault/fault.ts';
import type {Selector, Step} from './scenario.ts';

/** What targets are chosen from; `pods` and `volumes` (PersistentVolumes) as they are now. */
export interface Field {
  readonly pods: readonly KubeObject[];
  readonly deploy: Pick<DeployFacts, 'entry' | 'namespace' | 'objects' | 'stubs'>;
  readonly entry: EntryPort;
  readonly nodes: readonly Pick<ClusterNode, 'name' | 'zone' | 'role'>[];
  readonly volumes: readonly KubeObject[];
  readonly dependencies: SubjectFacts['dependencies'];
}

/** A node that a fault would meet and that is spared, as a limit of the cluster. */
export type Excluded = {readonly name: string; readonly why: string};

/** Whom a selector may mean, in the order of names, and which nodes it would mean as well. */
export interface Candidates {
  readonly targets: readonly Target[];
  readonly excluded: readonly Excluded[];
}

/** Whom a step acts on, by identity; `why` says why there is nobody, and is empty otherwise. */
export interface Choice extends Candidates {
  readonly why: string;
  /** False when the subject declares nothing that the step asks about: nobody is owed an answer then. */
  readonly applies: boolean;
}

/**
 * Every target that a selector may mean; none when it meets nothing that is ready. Nodes with a volume pinned to them
 * are excluded, and so is a zone with one.
 */
export function candidatesFor(selector: Selector, field: Field): Candidates {
  if ('workload' in selector) {
    const pods = readyPodsOf(selector.workload, field.pods, field.deploy);
    return {targets: pods.flatMap((pod) => containerIn(pod, selector.container, field) ?? []), excluded: []};
  }
  // Expanded into a step for each before anything is chosen.
  if ('every' in selector) return {targets: [], excluded: []};
  if ('dependency' in selector) {
    const meant = dependenciesOf(selector, field);
    const pods = meant.flatMap(({workload}) =>
      workload === undefined ? [] : readyPodsOf(workload, field.pods, field.deploy),
    );
    // A stub's pod is there from before the subject's first to the end.
    const stubs = (field.deploy.stubs ?? []).filter(({dependency}) => meant.some(({name}) => name === dependency));
    return {
      targets: [
        ...pods.flatMap((pod) => containerIn(pod, undefined, field) ?? []),
        ...stubs.map(({pod}): Target => ({kind: 'pod', ...pod})),
      ],
      excluded: [],
    };
  }
  const groups = groupsOf(selector, field);
  const targets = groups.filter(({spared}) => spared.length === 0).flatMap(({nodes}) => nodes);
  return {
    targets: targets.toSorted(byName).map(nodeTarget),
    excluded: groups.flatMap(({spared}) => spared).toSorted(byName),
  };
}

/**
 * The targets of a step: one pod, chosen by the seed or by `pick`, unless it says `each`; the node, or all workers of
 * the zone, that hosts most pods of the workload: what may be lost at worst. Where several do, the zone of more
 * workers, then the seed decides.
 */
export function selectTargets(
  {on: selector, options}: Pick<Step, 'on' | 'options'>,
  {seed, ...field}: Field & {readonly seed: number},
): Choice {
  const lonely = whyLonely(options, field);
  if (lonely !== undefined) return {targets: [], excluded: [], why: lonely, applies: false};
  const {targets, excluded} = candidatesFor(selector, field);
  const chosen = choose(selector, targets, {seed, ...field});
  if (chosen.length > 0) return {targets: chosen, excluded, why: '', applies: true};
  const absent = whyAbsent(selector, field);
  if (absent !== undefined) return {targets: [], excluded, why: absent, applies: false};
  const spared = excluded.map(({name, why}) => `${name} is spared: ${why}`).join('; ');
  const met =
    'dependency' in selector
      ? `no pod of a ${selector.dependency} dependency is ready in the cluster, and none has a stub`
      : 'the selector met no target';
  return {targets: [], excluded, why: `${met}${spared === '' ? '' : ` (${spared})`}`, applies: true};
}

/** A replica that is cut off from its peers loses nothing where there are none. */
function whyLonely(options: Step['options'], {pods, deploy, dependencies}: Field): string | undefined {
  const {from} = (options ?? {}) as {readonly from?: string};
  if (from !== 'peers' || dependencies.length > 0) return undefined;
  const own = pods.filter(({metadata}) => metadata.namespace === deploy.namespace);
  return own.every((pod) => isSame(workloadOf(pod), deploy.entry.workload))
    ? `the profile declares no dependency, and nothing but ${nameOf(deploy.entry.workload)} runs`
    : undefined;
}

/** What the subject does not declare, so that a step has nothing to ask; undefined when it declares it. */
function whyAbsent(selector: Selector, {pods, deploy, dependencies}: Field): string | undefined {
  if ('dependency' in selector)
    return dependenciesOf(selector, {dependencies}).length > 0
      ? undefined
      : `the profile declares no ${selector.dependency} dependency${selector.name === undefined ? '' : ` ${selector.name}`}`;
  if (!('workload' in selector)) return undefined;
  const {entry, objects, namespace} = deploy;
  const own = (one: ObjectRef): boolean =>
    selector.workload === 'entry' ? isSame(one, entry.workload) : one.name === selector.workload;
  const owner = ownersOfPods(objects).find(({ref}) => own(ref));
  if (owner?.wants === 0)
    return owner.ref.kind === 'DaemonSet'
      ? `no node here is one of ${nameOf(owner.ref)}`
      : `${nameOf(owner.ref)} declares 0 replicas`;
  const live = pods.filter((pod) => pod.metadata.namespace === namespace && own(workloadOf(pod)));
  const known = [...live, ...objects.filter(({kind, metadata}) => own({kind, ...metadata}))].flatMap(containersOf);
  const {container} = selector;
  return container === undefined || known.length === 0 || known.some(({name}) => name === container)
    ? undefined
    : `${selector.workload} has no container ${container}`;
}

/** The declared dependencies that a selector means: of its need, and of its name where it has one. */
function dependenciesOf(
  selector: Extract<Selector, {readonly dependency: unknown}>,
  {dependencies}: Pick<Field, 'dependencies'>,
): Field['dependencies'] {
  return dependencies.filter(
    ({need, name}) => need === selector.dependency && (selector.name === undefined || selector.name === name),
  );
}

/** Nodes that are lost together, and why some of them are spared, and with them the others. */
interface Group {
  readonly nodes: readonly Field['nodes'][number][];
  /** How many pods of the workload they host. */
  readonly pods: number;
  readonly spared: readonly Excluded[];
}

function choose(
  selector: Selector,
  targets: readonly Target[],
  {seed, ...field}: Field & {readonly seed: number},
): readonly Target[] {
  if ('workload' in selector) return picked(targets, selector.pick, seed);
  return 'node' in selector || 'zone' in selector ? worst(groupsOf(selector, field), seed) : targets;
}

type HostSelector = Extract<Selector, {readonly node: unknown} | {readonly zone: unknown}>;

function groupsOf(selector: HostSelector, {pods, deploy, nodes, volumes}: Field): readonly Group[] {
  const hosts = 'node' in selector ? selector.node.hosts : selector.zone.hosts;
  const hosted = Map.groupBy(readyPodsOf(hosts, pods, deploy), nodeOf);
  const workers = nodes.filter(({role}) => role === 'worker').toSorted(byName);
  const together = Map.groupBy(workers, (node) => ('node' in selector ? node.name : node.zone));
  return [...together].flatMap(([name, members]): readonly Group[] => {
    const count = members.reduce((sum, member) => sum + (hosted.get(member.name)?.length ?? 0), 0);
    // A worker without a zone is in none.
    if (count === 0 || name === '') return [];
    const tooMany = members.length > Math.floor(workers.length / 2);
    const why = `with it ${members.length} of ${workers.length} workers would be lost, more than half`;
    const spared = members.flatMap((member) => (tooMany ? [{name: member.name, why}] : pinnedTo(member.name, volumes)));
    return [{nodes: members, pods: count, spared}];
  });
}

/** The volumes that cannot leave a node: on a real cluster most could, on this cluster none can. */
function pinnedTo(node: string, volumes: readonly KubeObject[]): readonly Excluded[] {
  const claims = volumes.flatMap((volume) => {
    const spec = (volume.spec ?? {}) as VolumeSpec;
    const terms = spec.nodeAffinity?.required?.nodeSelectorTerms ?? [];
    const isPinned = terms.some(({matchExpressions = []}) =>
      matchExpressions.some(
        ({key, operator, values = []}) =>
          key === 'kubernetes.io/hostname' && operator === 'In' && values.includes(node),
      ),
    );
    return isPinned && spec.claimRef !== undefined ? [`${spec.claimRef.namespace}/${spec.claimRef.name}`] : [];
  });
  return claims.length === 0
    ? []
    : [{name: node, why: `the volume of ${claims.toSorted().join(', ')} is pinned to it on this cluster`}];
}

interface VolumeSpec {
  readonly claimRef?: {readonly namespace: string; readonly name: string};
  readonly nodeAffinity?: {
    readonly required?: {
      readonly nodeSelectorTerms?: readonly {
        readonly matchExpressions?: readonly {
          readonly key: string;
          readonly operator: string;
          readonly values?: readonly string[];
        }[];
      }[];
    };
  };
}

function picked(targets: readonly Target[], pick: number | 'each' | undefined, seed: number): readonly Target[] {
  if (pick === 'each') return targets;
  const index = pick ?? seed % Math.max(1, targets.length);
  return targets.slice(index, index + 1);
}

function worst(groups: readonly Group[], seed: number): readonly Target[] {
  const whole = groups.filter(({spared}) => spared.length === 0);
  const most = Math.max(...whole.map(({pods}) => pods));
  const hit = whole.filter(({pods}) => pods === most);
  const widest = Math.max(...hit.map(({nodes}) => nodes.length));
  const last = hit.filter(({nodes}) => nodes.length === widest);
  return last[seed % Math.max(1, last.length)]?.nodes.map(nodeTarget) ?? [];
}

function nodeTarget({name}: {readonly name: string}): Target {
  return {kind: 'node', name, uid: name, node: name};
}

function readyPodsOf(workload: string, pods: readonly KubeObject[], deploy: Field['deploy']): readonly KubeObject[] {
  return pods
    .filter((pod) => pod.kind === 'Pod' && pod.metadata.namespace === deploy.namespace && takesTraffic(pod))
    .filter((pod) =>
      workload === 'entry' ? isSame(workloadOf(pod), deploy.entry.workload) : workloadOf(pod).name === workload,
    )
    .toSorted((a, b) => byName(a.metadata, b.metadata));
}

/**
 * The container of that name, native sidecars among them; without a name the one that answers behind the Services of
 * the pod, else its first.
 */
function containerIn(pod: KubeObject, name: string | undefined, {deploy, entry}: Field): Target | undefined {
  const running = containersOf(pod).filter(({role}) => role !== 'init');
  const [behind] = name === undefined ? containersBehind(pod, servicesOf(pod, deploy.objects, entry)) : [];
  const container = behind ?? running.find((it) => (name === undefined ? it.role === 'container' : it.name === name));
  const statuses = ['initContainerStatuses', 'containerStatuses'].flatMap(
    (list) => (pod.status?.[list] ?? []) as readonly {readonly name: string; readonly containerID?: string}[],
  );
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

function byName(a: {readonly name: string}, b: {readonly name: string}): number {
  return a.name < b.name ? -1 : 1;
}
