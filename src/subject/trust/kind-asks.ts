import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {isPlain} from '../profile/merge.ts';
import {at} from '../manifests/places.ts';
import type {Ask} from './pod-security.ts';
import {bindingAsks, roleAsks} from './role-asks.ts';

/** Kinds of Kubernetes itself that live in a namespace, where a trial confines them. */
const namespaced: Readonly<Record<string, readonly string[]>> = {
  '': [
    'ConfigMap',
    'Endpoints',
    'Event',
    'LimitRange',
    'PersistentVolumeClaim',
    'Pod',
    'PodTemplate',
    'ReplicationController',
    'ResourceQuota',
    'Secret',
    'Service',
    'ServiceAccount',
  ],
  apps: ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  autoscaling: ['HorizontalPodAutoscaler'],
  batch: ['CronJob', 'Job'],
  'coordination.k8s.io': ['Lease', 'LeaseCandidate'],
  'discovery.k8s.io': ['EndpointSlice'],
  'events.k8s.io': ['Event'],
  'networking.k8s.io': ['Ingress', 'NetworkPolicy'],
  policy: ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io': ['Role', 'RoleBinding'],
  'resource.k8s.io': ['ResourceClaim', 'ResourceClaimTemplate'],
  'storage.k8s.io': ['CSIStorageCapacity'],
};

/** Kinds of the whole cluster that are harmless, or that are looked into. */
const clusterWide: Readonly<Record<string, readonly string[]>> = {
  // Its labels and annotations are read; it is never applied.
  '': ['Namespace', 'PersistentVolume'],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'networking.k8s.io': ['IngressClass'],
  'node.k8s.io': ['RuntimeClass'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'scheduling.k8s.io': ['PriorityClass'],
};

/**
 * Further groups of Kubernetes itself: none of their kinds is harmless. Kinds of other groups are the subject's own, or
 * not served here.
 */
const otherGroups = new Set([
  'admissionregistration.k8s.io',
  'apiregistration.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'storagemigration.k8s.io',
]);

/** Whether a version such as `apps/v1` is one of Kubernetes itself; `extensions` was. */
export function isOfKubernetes(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  return (
    group === 'extensions' ||
    otherGroups.has(group) ||
    [namespaced, clusterWide].some((kinds) => Object.hasOwn(kinds, group))
  );
}

/** Whether objects of a kind of Kubernetes itself live in a namespace. */
export function isNamespaced({apiVersion, kind}: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean {
  const group = groupOf(apiVersion);
  return group === 'extensions' || (Object.hasOwn(namespaced, group) && namespaced[group]?.includes(kind) === true);
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** What such a kind does, where a person may not know. */
const effects: Readonly<Record<string, string>> = {
  APIService: 'to serve a part of the API itself',
  CertificateSigningRequest: 'a certificate of the cluster',
  CSIDriver: 'storage that is mounted by nodes',
  FlowSchema: 'to say whose requests the API server answers first',
  MutatingAdmissionPolicy: 'to change objects of the whole cluster',
  MutatingAdmissionPolicyBinding: 'to change objects of the whole cluster',
  MutatingWebhookConfiguration: 'to change objects of the whole cluster',
  Node: 'to be a node',
  StorageClass: 'storage that is made on nodes',
  ValidatingAdmissionPolicy: 'to refuse objects of the whole cluster',
  ValidatingAdmissionPolicyBinding: 'to refuse objects of the whole cluster',
  ValidatingWebhookConfiguration: 'to read and refuse objects of the whole cluster',
};

/** Namespaces of the cluster, of its storage, and of the harness. */
const ofTheCluster = /^(kube|seatrial)-|^local-path-storage$/;

/** The highest priority that is not the system's. */
const mostPriority = 1_000_000_000;

/**
 * What an object asks for by its kind: beyond its namespace, or beyond what a namespace confines. `ownRoles` are the
 * subject's ClusterRoles.
 */
export function kindAsks(object: KubeObject, ownRoles: ReadonlySet<string>): readonly Ask[] {
  const {kind, metadata} = object;
  const stated = kind === 'Namespace' ? metadata.name : metadata.namespace;
  const elsewhere: readonly Ask[] =
    stated !== undefined && ofTheCluster.test(stated)
      ? [
          {
            path: ['metadata', kind === 'Namespace' ? 'name' : 'namespace'],
            asks: `a place in ${stated}, a namespace of the cluster`,
          },
        ]
      : [];
  return [
    ...elsewhere,
    ...kindItself(object),
    ...(Object.hasOwn(looks, kind) ? (looks[kind]?.(object, ownRoles) ?? []) : []),
  ];
}

function kindItself({apiVersion, kind}: KubeObject): readonly Ask[] {
  const group = groupOf(apiVersion);
  const isKnown = [namespaced, clusterWide].some((kinds) => Object.hasOwn(kinds, group));
  if (!isKnown && !otherGroups.has(group)) return [];
  if ([namespaced, clusterWide].some((kinds) => Object.hasOwn(kinds, group) && kinds[group]?.includes(kind) === true))
    return [];
  return [
    {
      path: ['kind'],
      asks: Object.hasOwn(effects, kind) ? (effects[kind] ?? '') : 'a kind that is not known to be harmless',
    },
  ];
}

const looks: Readonly<Record<string, (object: KubeObject, ownRoles: ReadonlySet<string>) => readonly Ask[]>> = {
  Role: roleAsks,
  ClusterRole: roleAsks,
  RoleBinding: bindingAsks,
  ClusterRoleBinding: bindingAsks,
  PersistentVolume(object) {
    const spec = isPlain(object.spec) ? object.spec : {};
    const isStorage = isPlain(spec['csi']);
    const source = Object.keys(spec).find((key) => key !== 'csi' && !plainOfVolumes.has(key));
    if (isStorage && source === undefined) return [];
    return [
      {
        path: ['spec', ...(source === undefined ? [] : [source])],
        asks: `a volume of its node (${source ?? 'no source'}), not of a storage driver`,
      },
    ];
  },
  CustomResourceDefinition({spec}) {
    const path = ['spec', 'conversion', 'strategy'];
    const strategy = at({spec}, path);
    return strategy === undefined || strategy === 'None'
      ? []
      : [{path, asks: 'to convert objects by a program of its own'}];
  },
  PriorityClass(object) {
    const asks: Ask[] = [];
    if (typeof object['value'] !== 'number' || object['value'] > mostPriority)
      asks.push({path: ['value'], asks: 'to displace pods of the system'});
    if (object['globalDefault'] === true)
      asks.push({path: ['globalDefault'], asks: 'the priority of all pods of the cluster'});
    return asks;
  },
  Service({spec}) {
    const addresses = at(spec, ['externalIPs']);
    return Array.isArray(addresses) && addresses.length > 0
      ? [{path: ['spec', 'externalIPs'], asks: 'the traffic to addresses that are not its own'}]
      : [];
  },
};

const plainOfVolumes = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);
