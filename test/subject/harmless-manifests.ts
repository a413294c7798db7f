const pod = (spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {${spec}}\n`;
const container = (inside: string): string => pod(`containers: [{name: a, ${inside}}]`);
const rbac = (kind: string, rest: string): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: {name: x}\n${rest}`;

/** Manifests that every stranger may bring. */
export const harmless: Readonly<Record<string, string>> = {
  'a plain pod': container('image: a'),
  'what is switched off': pod(
    'hostNetwork: false, hostPID: false, hostIPC: null, containers: [{name: a, securityContext: {privileged: false}}]',
  ),
  'capabilities of the baseline': container(
    'securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE, CHOWN, SETUID]}}',
  ),
  'profiles of the runtime and of files': container(
    'securityContext: {seccompProfile: {type: RuntimeDefault}, appArmorProfile: {type: Localhost, localhostProfile: a}, seLinuxOptions: {type: container_t, level: s0}}',
  ),
  'safe sysctls': pod(
    'securityContext: {sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "0"}]}, containers: [{name: a}]',
  ),
  'volumes of the namespace': pod(
    'volumes: [{name: a, emptyDir: {}}, {name: b, configMap: {name: c}}, {name: d, persistentVolumeClaim: {claimName: e}}], containers: [{name: a}]',
  ),
  'ports of the pod': container('ports: [{containerPort: 80}, {containerPort: 81, hostPort: 0}]'),
  'probes of itself': container(
    'livenessProbe: {httpGet: {path: /, port: 80}}, readinessProbe: {tcpSocket: {port: 80, host: ""}}',
  ),
  'root in its container': container(
    'securityContext: {runAsUser: 0, allowPrivilegeEscalation: true, procMount: Default}',
  ),
  'data that looks like a pod':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {pod.yaml: "spec: {hostNetwork: true}"}\n',
  'an autoscaler, a budget, a policy and an ingress': [
    'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: x}\n',
    'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: x}\n',
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: x}\n',
    'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: x}\n',
  ].join('---\n'),
  'a namespace of its own, with its objects in it':
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: privileged}}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: x, namespace: shop}\nspec: {type: LoadBalancer, externalIPs: []}\n',
  'objects in default': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: x, namespace: default}\n',
  'a role that reads': rbac(
    'Role',
    'rules: [{apiGroups: ["", apps], resources: [pods, namespaces, deployments], verbs: [get, list, watch]}]\n',
  ),
  'a role for all of its own kinds': rbac(
    'Role',
    'rules: [{apiGroups: [example.com], resources: ["*"], verbs: ["*"]}]\n',
  ),
  'a role that makes pods': rbac(
    'Role',
    'rules: [{apiGroups: [""], resources: [pods, pods/exec, configmaps], verbs: ["*"]}]\n',
  ),
  'a binding to a role of its own': rbac('RoleBinding', 'roleRef: {kind: Role, name: x}\n'),
  'a binding to edit': rbac('RoleBinding', 'roleRef: {kind: ClusterRole, name: edit}\n'),
  'a binding to a cluster role of its own': `${rbac('ClusterRole', 'rules: [{apiGroups: [""], resources: [nodes, pods], verbs: [get]}]\n')}---\n${rbac('RoleBinding', 'roleRef: {kind: ClusterRole, name: x}\n')}`,
  'a kind of its own, and one of it':
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec: {conversion: {strategy: None}}\n---\napiVersion: example.com/v1\nkind: Anything\nmetadata: {name: x}\nspec: {hostNetwork: true}\n',
  'a kind that this cluster does not serve':
    'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: x}\nspec: {endpoints: []}\n',
  'a priority of its own, a runtime and a class of ingresses': [
    'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: x}\nvalue: 1000\n',
    'apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: x}\nhandler: runc\n',
    'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: x}\n',
  ].join('---\n'),
  'a volume of a storage driver':
    'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: x}\nspec: {capacity: {storage: 1Gi}, csi: {driver: a, volumeHandle: b}}\n',
  'names of a language’s objects':
    'apiVersion: example.com/v1\nkind: constructor\nmetadata: {name: toString}\n---\napiVersion: constructor/v1\nkind: toString\nmetadata: {name: x}\n',
};
