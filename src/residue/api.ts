import type {Api, Kind} from '../cluster/cluster.ts';
import {policyProbePart, controlPlaneLabel, objectLabel, systemNamespace} from '../cluster/labels.ts';
import {isStubs, stubNames} from '../cluster/stubs.ts';
import {isReady} from '../kubernetes/containers.ts';
import type {Json, KubeObject} from '../kubernetes/kube-object.ts';
import {workloadOf} from '../kubernetes/owners.ts';
import type {Leftover, LeftoverKind} from './leftover.ts';

const kinds = {
  nodes: {apiVersion: 'v1', kind: 'Node'},
  namespaces: {apiVersion: 'v1', kind: 'Namespace'},
  pods: {apiVersion: 'v1', kind: 'Pod'},
  budgets: {apiVersion: 'policy/v1', kind: 'PodDisruptionBudget'},
  policies: {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy'},
} as const satisfies Readonly<Record<string, Kind>>;

const provisionerNamespace = 'local-path-storage';

/** What an audit reads of the API. */
export type ApiObjects = Readonly<Record<keyof typeof kinds, readonly KubeObject[]>> & {
  /** Names that cluster DNS answers for stubs. */
  readonly names: readonly string[];
};

/** Reads what an audit needs of the API. */
export async function readApi(api: Api): Promise<ApiObjects> {
  const [names, lists] = await Promise.all([
    stubNames(api),
    Promise.all(Object.entries(kinds).map(async ([name, kind]) => [name, (await api.list(kind)).items] as const)),
  ]);
  return {...(Object.fromEntries(lists) as Omit<ApiObjects, 'names'>), names};
}

/**
 * What the API says that a fresh cluster would not; of a namespace that is still in use, `except`, only what is stuck
 * on nodes, and of its stubs nothing.
 */
export function apiLeftovers(
  {nodes, namespaces, pods, budgets, policies, names}: ApiObjects,
  except: string | undefined,
): readonly Leftover[] {
  const isOutside = (object: KubeObject): boolean =>
    !comesAndGoes(object) && (except === undefined || (object.metadata.namespace !== except && !isStubs(object)));
  const found = (kind: LeftoverKind, objects: readonly KubeObject[]): readonly Leftover[] =>
    objects.map((it) => ({kind, on: '', what: nameOf(it)}));
  return [
    ...nodes.flatMap(nodeLeftovers),
    ...found(
      'namespace-terminating',
      namespaces.filter(({metadata}) => metadata.deletionTimestamp !== undefined && metadata.name !== except),
    ),
    ...found(
      'namespace',
      namespaces.filter(({metadata}) => metadata.deletionTimestamp === undefined && metadata.name !== except),
    ),
    ...strangers(pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && isOutside(pod))),
    ...found(
      'pod-terminating',
      pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && isOutside(pod)),
    ),
    ...found(
      'ephemeral',
      pods.filter((pod) => isOutside(pod) && ((pod.spec?.['ephemeralContainers'] ?? []) as readonly Json[]).length > 0),
    ),
    ...found('budget', budgets.filter(isOutside)),
    ...found('policy', policies.filter(isOutside)),
    ...(except === undefined ? names.map((what): Leftover => ({kind: 'name', on: '', what})) : []),
  ];
}

/**
 * The policy probe, with the proof of the network that goes on beside, and the pods in which the provisioner makes volumes.
 */
function comesAndGoes({metadata: {name, namespace, labels = {}, ownerReferences = []}}: KubeObject): boolean {
  if (namespace === systemNamespace) return labels[objectLabel] === policyProbePart;
  return namespace === provisionerNamespace && ownerReferences.length === 0 && name.startsWith('helper-pod-');
}

/** Who has pods, each once: pods that are replaced have other names. The pods of a node itself keep theirs. */
function strangers(pods: readonly KubeObject[]): readonly Leftover[] {
  const owners = pods.map((pod) => {
    const {kind, name} = workloadOf(pod);
    return kind === 'Node' || kind === 'Pod' ? nameOf(pod) : `Pod of ${kind} ${pod.metadata.namespace ?? ''}/${name}`;
  });
  return [...new Set(owners)].map((what) => ({kind: 'pod', on: '', what}));
}

function nodeLeftovers(node: KubeObject): readonly Leftover[] {
  const {name: on, labels = {}} = node.metadata;
  const taints = (node.spec?.['taints'] ?? []) as readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: string;
  }[];
  return [
    ...(isReady(node) ? [] : [{kind: 'not-ready', on, what: 'the API says so'} as const]),
    ...(node.spec?.['unschedulable'] === true ? [{kind: 'cordon', on, what: 'unschedulable'} as const] : []),
    ...taints
      .filter(({key}) => key !== controlPlaneLabel || !(controlPlaneLabel in labels))
      .map(({key, value = '', effect}): Leftover => ({kind: 'taint', on, what: `${key}=${value}:${effect}`})),
    ...Object.entries(labels).map(([key, value]): Leftover => ({kind: 'label', on, what: `${key}=${value}`})),
  ];
}

function nameOf({kind, metadata: {name, namespace}}: KubeObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
