import type {Cluster, NodeShell} from '../../src/cluster/cluster.ts';
import type {InjectTools, Target} from '../../src/fault/fault.ts';
import type {Json, KubeObject} from '../../src/kubernetes/kube-object.ts';
import {systemClock as clock} from '../../src/system/clock.ts';
import {waitFor} from '../../src/system/wait.ts';

/**
 * A container of the guest's engine in the control group of a pod, as a kubelet with the systemd driver would have put
 * it.
 */
export interface GuestContainer {
  readonly id: string;
  readonly target: Target;
  readonly address: string;
  readonly tools: InjectTools;
}

export const podUid = '5ea71a10-0000-4000-8000-000000000001';
export const slice = `kubepods-burstable-pod${podUid.replaceAll('-', '_')}.slice`;

/**
 * Starts a container with 64 MiB: a web server and 20 MiB of memory; a busy one also has a fifth of a core, and a
 * process that would take a whole one. What the harness does inside the control group of a container is as slow as
 * that: on an emulated machine too slow for its bounds.
 */
export async function startContainer(
  shell: NodeShell,
  name: string,
  {busy = false}: {readonly busy?: boolean} = {},
): Promise<GuestContainer> {
  const program = [
    'mkdir -p /www && echo hello > /www/index.html',
    'dd if=/dev/zero of=/dev/shm/kept bs=1M count=20 2>/dev/null',
    'httpd -p 80 -h /www',
    busy ? 'while :; do i=$((i+1)); done' : 'while :; do sleep 1; done',
  ].join('; ');
  const run = [
    'docker',
    'run',
    '--detach',
    '--name',
    name,
    '--cgroup-parent',
    slice,
    '--memory',
    '64m',
    '--memory-swap',
    '64m',
  ];
  if (busy) run.push('--cpus', '0.2');
  const {stdout: id} = await shell.run('guest', [
    ...run,
    '--shm-size',
    '64m',
    'plain',
    '/bin/busybox',
    'sh',
    '-c',
    program,
  ]);
  const {stdout: address} = await shell.run('guest', [
    'docker',
    'inspect',
    '--format',
    '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}',
    name,
  ]);
  // Before it serves, the largest of its processes is one that ends by itself.
  await waitFor({what: `${name} to serve`, withinMs: 240_000, everyMs: 500, clock}, async () => {
    const {exitCode} = await shell.script('guest', 'timeout 10 bash -c "exec 3<>/dev/tcp/$1/80"', [address], {
      allowFailure: true,
    });
    return exitCode === 0 ? {done: undefined} : {seen: 'nothing listens'};
  });
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, namespace: 'guest', uid: podUid},
    spec: {
      containers: [
        {name: 'app', ports: [{containerPort: 80}], resources: {limits: {memory: '64Mi'}, requests: {memory: '32Mi'}}},
      ],
    } as unknown as Readonly<Record<string, Json>>,
    status: {podIP: address},
  };
  const cluster = {
    nodes: [{name: 'guest', role: 'worker', zone: 'a', address: '127.0.0.1'}],
    shell,
    api: {get: async () => Promise.resolve(pod)},
    power: {look: async () => Promise.resolve([{node: 'guest', id: 'guest', state: 'running', address: '127.0.0.1'}])},
  } as unknown as Cluster;
  const signal = AbortSignal.timeout(600_000);
  return {
    id,
    address,
    target: {
      kind: 'container',
      name,
      namespace: 'guest',
      uid: podUid,
      node: 'guest',
      container: 'app',
      containerId: `containerd://${id}`,
    },
    tools: {cluster, clock, signal, tell: () => undefined, directRequests: []},
  };
}

/** What the engine says of a container: `running 0`, `exited 137`. */
export async function stateOf(shell: NodeShell, name: string): Promise<string> {
  return (await shell.run('guest', ['docker', 'inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', name]))
    .stdout;
}
