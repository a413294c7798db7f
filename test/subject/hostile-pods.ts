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

/** Pods, and templates of pods, that need trust. */
export const hostilePods: Readonly<Record<string, string>> = {
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
};

function lines(text: string, indent: number): string {
  return text === ''
    ? ''
    : text
        .split('\n')
        .map((line) => `${' '.repeat(indent)}${line}\n`)
        .join('');
}
