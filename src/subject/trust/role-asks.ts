import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {isPlain} from '../profile/merge.ts';
import type {Ask} from './pod-security.ts';

/** Roles of every cluster that give nothing outside the namespace of the binding, and none of its labels. */
const plainRoles = new Set(['view', 'edit', 'admin']);

/**
 * Roles that are there already: one of the same name in the manifests is not applied, and a binding means the other.
 */
const ofTheCluster = /^(view|edit|admin|cluster-admin|kindnet|local-path-provisioner-role|(system|kubeadm):.*)$/;

/** What a Role or ClusterRole allows that would take our labels off, or reach beyond the namespace. */
export function roleAsks(role: KubeObject): readonly Ask[] {
  const asks: Ask[] = [];
  if (isPlain(role['aggregationRule']))
    asks.push({path: ['aggregationRule'], asks: 'the rights of other roles, whichever carry its labels'});
  for (const [key, value] of Object.entries(role.metadata.labels ?? {})) {
    const into = /^rbac\.authorization\.k8s\.io\/aggregate-to-(admin|edit|view)$/.exec(key)?.[1];
    if (into !== undefined && value === 'true')
      asks.push({path: ['metadata', 'labels', key], asks: `to be part of the role ${into} of the whole cluster`});
  }
  const rules: readonly unknown[] = Array.isArray(role['rules']) ? role['rules'] : [];
  for (const [index, rule] of rules.entries()) {
    const may = new Set(mays.flatMap((one) => (allows(rule, one) ? [one.what] : [])));
    for (const what of may) asks.push({path: ['rules', index], asks: what});
  }
  return asks;
}

/** What a binding gives beyond its own namespace. `own` are the names of the subject's ClusterRoles. */
export function bindingAsks(binding: KubeObject, own: ReadonlySet<string>): readonly Ask[] {
  const {kind = '', name = ''} = (binding['roleRef'] ?? {}) as {readonly kind?: string; readonly name?: string};
  if (binding.kind === 'ClusterRoleBinding')
    return [{path: ['roleRef'], asks: `the rights of ${name} in the whole cluster`}];
  if (kind !== 'ClusterRole' || plainRoles.has(name) || (own.has(name) && !ofTheCluster.test(name))) return [];
  return [{path: ['roleRef'], asks: `the rights of ${name}, a role that is not its own`}];
}

interface May {
  readonly group: string;
  readonly resources: readonly string[];
  /** Undefined: whatever changes something. */
  readonly verbs?: readonly string[];
  readonly what: string;
}

const namespaces = ['namespaces', 'namespaces/status', 'namespaces/finalize'];
const roles = ['roles', 'clusterroles'];
const people = ['users', 'groups', 'serviceaccounts', 'uids', 'userextras'];
const clusterWide: Readonly<Record<string, readonly string[]>> = {
  '': ['persistentvolumes'],
  'admissionregistration.k8s.io': [
    'mutatingadmissionpolicies',
    'mutatingadmissionpolicybindings',
    'mutatingwebhookconfigurations',
    'validatingadmissionpolicies',
    'validatingadmissionpolicybindings',
    'validatingwebhookconfigurations',
  ],
  'apiextensions.k8s.io': ['customresourcedefinitions'],
  'apiregistration.k8s.io': ['apiservices'],
  'certificates.k8s.io': [
    'certificatesigningrequests',
    'certificatesigningrequests/approval',
    'certificatesigningrequests/status',
    'signers',
  ],
  'flowcontrol.apiserver.k8s.io': ['flowschemas', 'prioritylevelconfigurations'],
  'storage.k8s.io': ['storageclasses', 'csidrivers', 'csinodes', 'volumeattachments'],
};

const mays: readonly May[] = [
  {group: '', resources: namespaces, what: 'to change its own namespace, and the labels that hold it to the baseline'},
  {
    group: 'rbac.authorization.k8s.io',
    resources: roles,
    verbs: ['escalate', 'bind'],
    what: 'to give itself any rights (escalate, bind)',
  },
  {group: '', resources: people, verbs: ['impersonate'], what: 'to act as somebody else (impersonate)'},
  {
    group: 'authentication.k8s.io',
    resources: people,
    verbs: ['impersonate'],
    what: 'to act as somebody else (impersonate)',
  },
  {group: '', resources: ['serviceaccounts/token'], verbs: ['create'], what: 'to make tokens of service accounts'},
  {group: '', resources: ['nodes', 'nodes/status'], what: 'to change nodes'},
  {
    group: '',
    resources: ['nodes/proxy', 'nodes/exec', 'nodes/checkpoint', 'nodes/configz', 'nodes/pods'],
    verbs: ['get', 'create'],
    what: 'to reach the kubelet of a node',
  },
  ...Object.entries(clusterWide).map(([group, resources]) => ({
    group,
    resources,
    what: 'to change what holds for the whole cluster',
  })),
];

const changing = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** Whether one rule of a role gives it: `*` stands for all groups, resources and verbs. */
function allows(rule: unknown, may: May): boolean {
  const has = (key: string, wanted: (value: string) => boolean): boolean => {
    const values = isPlain(rule) ? rule[key] : undefined;
    return Array.isArray(values) && values.some((value: unknown) => value === '*' || wanted(String(value)));
  };
  const verbs = may.verbs ?? changing;
  // Verbs that exist for nothing else are told wherever they stand.
  const isOnlyFor = (verb: string) => ['escalate', 'bind', 'impersonate'].includes(verb) && verbs.includes(verb);
  if (isPlain(rule) && Array.isArray(rule['verbs']) && rule['verbs'].some((verb: unknown) => isOnlyFor(String(verb))))
    return true;
  return (
    has('apiGroups', (group) => group === may.group) &&
    has('resources', (resource) => may.resources.some((one) => one === resource || matchesPart(one, resource))) &&
    has('verbs', (verb) => verbs.includes(verb))
  );
}

/** `nodes/*` and `*` + `/status`: all parts of one resource, one part of all. */
function matchesPart(one: string, asked: string): boolean {
  const [resource = '', part = ''] = one.split('/');
  const [askedResource = '', askedPart] = asked.split('/');
  if (askedPart === undefined) return false;
  return (
    (askedResource === '*' || askedResource === resource) && (askedPart === '*' || askedPart === part) && part !== ''
  );
}
