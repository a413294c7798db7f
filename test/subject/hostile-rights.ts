const role = (kind: string, rule: string, what: string): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: x}\nrules:\n  - ${rule.replace(/^\{|\}$/g, '').replaceAll('; ', '\n    ')}\n`.replace(
    /\n {2}- (.*)\n/,
    `\n  - $1 # <- ${what.replaceAll('\n', ' # <- ')}\n`,
  );

const ownNamespace = 'to change its own namespace, and the labels that hold it to the baseline';
const rights = 'to give itself any rights (escalate, bind)';
const somebody = 'to act as somebody else (impersonate)';
const everywhere = 'to change what holds for the whole cluster';

/** Roles and bindings that need trust. */
export const hostileRights: Readonly<Record<string, string>> = {
  'a binding for the whole cluster':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: x}\nroleRef: # <- the rights of view in the whole cluster\n  kind: ClusterRole\n  name: view\n',
  'a binding to cluster-admin':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: x}\nroleRef: # <- the rights of cluster-admin, a role that is not its own\n  kind: ClusterRole\n  name: cluster-admin\n',
  'a binding to cluster-admin, stated as its own':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: cluster-admin}\nrules: []\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: x}\nroleRef: # <- the rights of cluster-admin, a role that is not its own\n  kind: ClusterRole\n  name: cluster-admin\n',
  'a binding to a role of the system':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: x}\nroleRef: # <- the rights of system:controller:namespace-controller, a role that is not its own\n  kind: ClusterRole\n  name: system:controller:namespace-controller\n',
  'a role that patches its namespace': role(
    'Role',
    '{apiGroups: [""]; resources: [namespaces]; verbs: [patch]}',
    ownNamespace,
  ),
  'a role that deletes its namespace': role(
    'Role',
    '{apiGroups: ["*"]; resources: [namespaces]; verbs: [delete]}',
    ownNamespace,
  ),
  'a role that does all with its namespace': role(
    'Role',
    '{apiGroups: [""]; resources: [namespaces]; verbs: ["*"]}',
    ownNamespace,
  ),
  'a role that ends its namespace': role(
    'Role',
    '{apiGroups: [""]; resources: ["*/finalize"]; verbs: [update]}',
    ownNamespace,
  ),
  'a role for everything': role(
    'ClusterRole',
    '{apiGroups: ["*"]; resources: ["*"]; verbs: ["*"]}',
    [
      ownNamespace,
      rights,
      somebody,
      'to make tokens of service accounts',
      'to change nodes',
      'to reach the kubelet of a node',
      everywhere,
    ].join('\n'),
  ),
  'a role that escalates': role(
    'Role',
    '{apiGroups: [rbac.authorization.k8s.io]; resources: [roles]; verbs: [escalate]}',
    rights,
  ),
  'a role that binds': role(
    'Role',
    '{apiGroups: [rbac.authorization.k8s.io]; resources: [clusterroles]; verbs: [bind]}',
    rights,
  ),
  'a role that does all with roles': role(
    'Role',
    '{apiGroups: [rbac.authorization.k8s.io]; resources: [roles]; verbs: ["*"]}',
    rights,
  ),
  'a role that impersonates': role(
    'ClusterRole',
    '{apiGroups: [""]; resources: [users]; verbs: [impersonate]}',
    somebody,
  ),
  'a role that makes tokens': role(
    'Role',
    '{apiGroups: [""]; resources: [serviceaccounts/token]; verbs: [create]}',
    'to make tokens of service accounts',
  ),
  'a role that changes nodes': role(
    'ClusterRole',
    '{apiGroups: [""]; resources: [nodes]; verbs: [patch]}',
    'to change nodes',
  ),
  'a role that reaches kubelets': role(
    'ClusterRole',
    '{apiGroups: [""]; resources: [nodes/proxy]; verbs: [get]}',
    'to reach the kubelet of a node',
  ),
  'a role that makes webhooks': role(
    'ClusterRole',
    '{apiGroups: [admissionregistration.k8s.io]; resources: [mutatingwebhookconfigurations]; verbs: [create]}',
    everywhere,
  ),
  'a role that approves certificates': role(
    'ClusterRole',
    '{apiGroups: [certificates.k8s.io]; resources: [certificatesigningrequests/approval]; verbs: [update]}',
    everywhere,
  ),
  'a role that becomes part of edit':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: x\n  labels:\n    rbac.authorization.k8s.io/aggregate-to-edit: "true" # <- to be part of the role edit of the whole cluster\nrules: []\n',
  'a role of all roles':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: x}\naggregationRule: # <- the rights of other roles, whichever carry its labels\n  clusterRoleSelectors: [{}]\n',
};
