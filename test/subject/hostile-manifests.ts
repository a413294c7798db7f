/** A container of some pod, indented by 4; `inside` is laid into it. */
const container = (inside: string): string => `    - name: a\n      image: a:1\n${lines(inside, 6)}`;

const pod = (spec: string, inside = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n${lines(spec, 2)}  containers:\n${container(inside)}`;

const inContainer = (inside: string): string => pod('', inside);

/** A kind with a pod template at `path` below spec, whose pod wants the network of its node. */
const template = (apiVersion: string, kind: string, path: readonly string[]): string => {
  const above = path.map((key, index) => `${' '.repeat(2 * index + 2)}${key}:\n`).join('');
  const spec = `hostNetwork: true # <- the network of its node\ncontainers: [{name: a, image: a}]`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\nspec:\n${above}${lines(spec, 2 * path.length + 2)}`;
};

const role = (kind: string, rule: string, what: string): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: x}\nrules:\n  - ${rule.replace(/^\{|\}$/g, '').replaceAll('; ', '\n    ')}\n`.replace(
    /\n {2}- (.*)\n/,
    `\n  - $1 # <- ${what.replaceAll('\n', ' # <- ')}\n`,
  );

const cluster = (apiVersion: string, kind: string, asks: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind} # <- ${asks}\nmetadata: {name: x}\n`;

const ownNamespace = 'to change its own namespace, and the labels that hold it to the baseline';
const rights = 'to give itself any rights (escalate, bind)';
const somebody = 'to act as somebody else (impersonate)';
const everywhere = 'to change what holds for the whole cluster';

/**
 * Manifests that need trust, each kind of violation once. What is to be found stands behind `# <- ` on the line where
 * it is to be found.
 */
export const hostile: Readonly<Record<string, string>> = {
  'the network of the node': pod('hostNetwork: true # <- the network of its node'),
  'the processes of the node': pod('hostPID: true # <- the processes of its node'),
  'the IPC of the node': pod('hostIPC: true # <- the IPC of its node'),
  'a string that looks like true': pod('hostPID: "true" # <- the processes of its node'),
  'a priority of the system': pod(
    'priorityClassName: system-node-critical # <- the priority system-node-critical: to displace pods of the system',
  ),
  'a privileged container': inContainer(
    'securityContext:\n  privileged: true # <- a privileged container: root on its node',
  ),
  'a privileged init container': pod(
    'initContainers:\n  - name: i\n    securityContext:\n      privileged: true # <- a privileged container: root on its node',
  ),
  'a privileged ephemeral container': pod(
    'ephemeralContainers:\n  - name: i\n    securityContext:\n      privileged: true # <- a privileged container: root on its node',
  ),
  'a capability of the system': inContainer(
    'securityContext:\n  capabilities:\n    add:\n      - CHOWN\n      - SYS_ADMIN # <- the capability SYS_ADMIN',
  ),
  'raw packets': inContainer(
    'securityContext:\n  capabilities:\n    add:\n      - NET_RAW # <- the capability NET_RAW',
  ),
  'all capabilities': inContainer('securityContext:\n  capabilities:\n    add:\n      - ALL # <- the capability ALL'),
  'a path of the node': pod('volumes:\n  - name: v\n    hostPath: # <- the path / of its node\n      path: /'),
  'a path of the node without a path': pod('volumes:\n  - name: v\n    hostPath: {} # <- the path nothing of its node'),
  'a port of the node': inContainer('ports:\n  - containerPort: 80\n    hostPort: 8080 # <- the port 8080 of its node'),
  'an unmasked /proc': inContainer('securityContext:\n  procMount: Unmasked # <- the procMount Unmasked'),
  'no seccomp for the pod': pod(
    'securityContext:\n  seccompProfile:\n    type: Unconfined # <- the seccomp profile Unconfined',
  ),
  'no seccomp for a container': inContainer(
    'securityContext:\n  seccompProfile:\n    type: Unconfined # <- the seccomp profile Unconfined',
  ),
  'no AppArmor for the pod': pod(
    'securityContext:\n  appArmorProfile:\n    type: Unconfined # <- the AppArmor profile Unconfined',
  ),
  'no AppArmor for a container': inContainer(
    'securityContext:\n  appArmorProfile:\n    type: Unconfined # <- the AppArmor profile Unconfined',
  ),
  'no AppArmor, as an annotation':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  annotations:\n    container.apparmor.security.beta.kubernetes.io/a: unconfined # <- the AppArmor profile unconfined\nspec:\n  containers: [{name: a}]\n',
  'no AppArmor, as an annotation of a template':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec:\n  template:\n    metadata:\n      annotations:\n        container.apparmor.security.beta.kubernetes.io/a: unconfined # <- the AppArmor profile unconfined\n    spec:\n      containers: [{name: a}]\n',
  'an SELinux type': pod('securityContext:\n  seLinuxOptions:\n    type: spc_t # <- the SELinux type spc_t'),
  'an SELinux user': inContainer(
    'securityContext:\n  seLinuxOptions:\n    user: system_u # <- the SELinux user system_u',
  ),
  'an SELinux role': inContainer(
    'securityContext:\n  seLinuxOptions:\n    role: system_r # <- the SELinux role system_r',
  ),
  'an unsafe sysctl': pod(
    'securityContext:\n  sysctls:\n    - {name: net.ipv4.tcp_rmem, value: "1"}\n    - name: kernel.msgmax # <- the sysctl kernel.msgmax\n      value: "1"',
  ),
  'a process of a Windows host': pod(
    'securityContext:\n  windowsOptions:\n    hostProcess: true # <- a process of its Windows host',
  ),
  'a process of a Windows host, by a container': inContainer(
    'securityContext:\n  windowsOptions:\n    hostProcess: true # <- a process of its Windows host',
  ),
  'a probe of another host': inContainer(
    "livenessProbe:\n  httpGet:\n    port: 80\n    host: 169.254.169.254 # <- requests of its node's kubelet to 169.254.169.254",
  ),
  'a hook to another host': inContainer(
    "lifecycle:\n  preStop:\n    tcpSocket:\n      port: 80\n      host: db # <- requests of its node's kubelet to db",
  ),
  'several at once': pod(
    'hostPID: true # <- the processes of its node',
    'securityContext:\n  privileged: true # <- a privileged container: root on its node',
  ),
  'a Deployment': template('apps/v1', 'Deployment', ['template', 'spec']),
  'a ReplicaSet': template('apps/v1', 'ReplicaSet', ['template', 'spec']),
  'a StatefulSet': template('apps/v1', 'StatefulSet', ['template', 'spec']),
  'a DaemonSet': template('apps/v1', 'DaemonSet', ['template', 'spec']),
  'a Job': template('batch/v1', 'Job', ['template', 'spec']),
  'a CronJob': template('batch/v1', 'CronJob', ['jobTemplate', 'spec', 'template', 'spec']),
  'a ReplicationController': template('v1', 'ReplicationController', ['template', 'spec']),
  'a PodTemplate':
    'apiVersion: v1\nkind: PodTemplate\nmetadata: {name: x}\ntemplate:\n  spec:\n    hostNetwork: true # <- the network of its node\n    containers: [{name: a}]\n',
  'a kind of somebody’s, with a template': template('argoproj.io/v1alpha1', 'Rollout', ['template', 'spec']),
  'a kind of somebody’s, with a template deep inside': template('example.com/v1', 'Fleet', [
    'ships',
    'podTemplate',
    'spec',
  ]),
  'a kind of somebody’s that is a pod spec': template('example.com/v1', 'Prometheus', []),
  'a kind of somebody’s, without containers':
    'apiVersion: example.com/v1\nkind: Db\nmetadata: {name: x}\nspec:\n  podSpec:\n    hostPID: true # <- the processes of its node\n',
  'a list':
    'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: x}\n    spec:\n      hostIPC: true # <- the IPC of its node\n      containers: [{name: a}]\n',
  'a binding for the whole cluster':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: x}\nroleRef: # <- the rights of view in the whole cluster\n  kind: ClusterRole\n  name: view\n',
  'a binding to cluster-admin':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: x}\nroleRef: # <- the rights of cluster-admin, a role that is not its own\n  kind: ClusterRole\n  name: cluster-admin\n',
  'a binding to cluster-admin, stated as its own':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: cluster-admin}\nrules: []\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: x}\nroleRef: # <- the rights of cluster-admin, a role that is not its own\n  kind: ClusterRole\n  name: cluster-admin\n',
  'a binding to a role of the system':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: x}\nroleRef: # <- the rights of system:controller:namespace-controller, a role that is not its own\n  kind: ClusterRole\n  name: system:controller:namespace-controller\n',
  'an object in kube-system':
    'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  namespace: kube-system # <- a place in kube-system, a namespace of the cluster\n  name: x\n',
  'an object in our own namespace':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\n  namespace: seatrial-system # <- a place in seatrial-system, a namespace of the cluster\n',
  'the namespace of the storage':
    'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: local-path-storage # <- a place in local-path-storage, a namespace of the cluster\n',
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
  'a webhook that changes objects': cluster(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'to change objects of the whole cluster',
  ),
  'a webhook that refuses objects': cluster(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    'to read and refuse objects of the whole cluster',
  ),
  'an admission policy': cluster(
    'admissionregistration.k8s.io/v1',
    'ValidatingAdmissionPolicy',
    'to refuse objects of the whole cluster',
  ),
  'a binding of an admission policy': cluster(
    'admissionregistration.k8s.io/v1beta1',
    'MutatingAdmissionPolicyBinding',
    'to change objects of the whole cluster',
  ),
  'an API': cluster('apiregistration.k8s.io/v1', 'APIService', 'to serve a part of the API itself'),
  'a kind with a conversion webhook':
    'apiVersion: apiextensions.k8s.io/v1 # <- to convert objects by a program of its own\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec:\n  conversion: {strategy: Webhook}\n',
  'a volume of the node':
    'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: x}\nspec:\n  capacity: {storage: 1Gi}\n  hostPath: {path: /} # <- a volume of its node (hostPath), not of a storage driver\n',
  'a local volume':
    'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: x}\nspec:\n  local: {path: /} # <- a volume of its node (local), not of a storage driver\n',
  'a volume of a driver and of the node':
    'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: x}\nspec:\n  csi: {driver: a}\n  nfs: {server: a} # <- a volume of its node (nfs), not of a storage driver\n',
  'a storage class': cluster('storage.k8s.io/v1', 'StorageClass', 'storage that is made on nodes'),
  'a storage driver': cluster('storage.k8s.io/v1', 'CSIDriver', 'storage that is mounted by nodes'),
  'a node': cluster('v1', 'Node', 'to be a node'),
  'who is answered first': cluster(
    'flowcontrol.apiserver.k8s.io/v1',
    'FlowSchema',
    'to say whose requests the API server answers first',
  ),
  'a certificate': cluster('certificates.k8s.io/v1', 'CertificateSigningRequest', 'a certificate of the cluster'),
  'a kind of Kubernetes that nobody thought of': cluster(
    'storage.k8s.io/v1',
    'VolumeAttachment',
    'a kind that is not known to be harmless',
  ),
  'a priority above the system’s':
    'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: x}\nvalue: 2000000000 # <- to displace pods of the system\n',
  'the priority of everybody':
    'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: x}\nvalue: 1\nglobalDefault: true # <- the priority of all pods of the cluster\n',
  'addresses of others':
    'apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec:\n  externalIPs: [198.18.0.1] # <- the traffic to addresses that are not its own\n',
};

function lines(text: string, indent: number): string {
  return text === ''
    ? ''
    : text
        .split('\n')
        .map((line) => `${' '.repeat(indent)}${line}\n`)
        .join('');
}
