import type {Clock} from '../../system/clock.ts';
import {HarnessError, messageOf} from '../../system/errors.ts';
import {waitFor} from '../../system/wait.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {nodeOf} from '../../kubernetes/pods.ts';
import type {Api, ClusterNode, NodeShell} from '../cluster.ts';
import {objectLabel, sentinelNodePort, systemNamespace} from '../labels.ts';

const labels = {[objectLabel]: 'sentinel'};

/**
 * The objects of the sentinels: a namespace, one pod on every node, and a NodePort at which each node answers with its
 * own pod.
 */
export function sentinelObjects(image: string): readonly KubeObject[] {
  const namespace = systemNamespace;
  return [
    {apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace, labels: {[objectLabel]: 'system'}}},
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {name: 'sentinel', namespace, labels},
      spec: {selector: {matchLabels: labels}, template: {metadata: {labels}, spec: sentinelPod(image)}},
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'sentinel', namespace, labels},
      spec: {
        type: 'NodePort',
        externalTrafficPolicy: 'Local',
        selector: labels,
        ports: [{name: 'http', port: 8080, targetPort: 8080, nodePort: sentinelNodePort}],
      },
    },
  ];
}

/** The pod of a sentinel: probed every second, asking for next to nothing, and never the first to be evicted. */
export function sentinelPod(image: string) {
  return {
    priorityClassName: 'system-node-critical',
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    tolerations: [{operator: 'Exists'}],
    containers: [
      {
        name: 'sentinel',
        image,
        imagePullPolicy: 'Never',
        ports: [{containerPort: 8080}],
        resources: {requests: {cpu: '5m', memory: '8Mi'}, limits: {memory: '64Mi'}},
        readinessProbe: {httpGet: {path: '/', port: 8080}, periodSeconds: 1, failureThreshold: 3},
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65_532,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: {drop: ['ALL']},
        },
      },
    ],
  };
}

/** How the sentinels of a cluster are asked. */
export interface SentinelProbe {
  readonly nodes: readonly ClusterNode[];
  readonly shell: NodeShell;
  /** Ask at the nodes' addresses from here; else from inside the control plane. */
  readonly reachable: boolean;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** Waits until the sentinel of every node answers at that node's own address. */
export async function waitForSentinels(probe: SentinelProbe): Promise<void> {
  const {nodes, clock, signal} = probe;
  const options = {what: 'the sentinel of every node to answer', withinMs: 120_000, everyMs: 300, clock};
  await waitFor({...options, ...(signal === undefined ? {} : {signal})}, async () => {
    const answers = await Promise.all(
      nodes.map(async (node) => ({node: node.name, answer: await askSentinel(probe, node)})),
    );
    const silent = answers.filter(({answer}) => answer !== 'ok');
    if (silent.length === 0 && answers.length > 0) return {done: undefined};
    return {seen: silent.map(({node, answer}) => `${node}: ${answer}`).join('; ')};
  });
}

/** Asks one node's sentinel end to end, for at most 2 s: `ok`, or what came instead. */
export async function askSentinel({nodes, shell, reachable}: SentinelProbe, node: ClusterNode): Promise<string> {
  const url = `http://${node.address}:${sentinelNodePort}/`;
  try {
    if (reachable) {
      const answer = await fetch(url, {signal: AbortSignal.timeout(2000)});
      await answer.text();
      return answer.headers.get('x-seatrial') === 'sentinel' ? 'ok' : `a stranger answered with ${answer.status}`;
    }
    const from = nodes.find(({role}) => role === 'control-plane')?.name ?? node.name;
    const {stdout} = await shell.run(from, ['curl', '-sS', '-m', '2', '-D', '-', '-o', '/dev/null', url]);
    return /^x-seatrial: sentinel\r?$/im.test(stdout) ? 'ok' : `a stranger answered: ${stdout.slice(0, 80)}`;
  } catch (error) {
    return error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
  }
}

/** The name of the sentinel pod on a node. */
export async function sentinelOn(api: Api, node: string): Promise<string | undefined> {
  const {items} = await api.list(
    {apiVersion: 'v1', kind: 'Pod'},
    {namespace: systemNamespace, labelSelector: `${objectLabel}=sentinel`},
  );
  return items.find((pod) => nodeOf(pod) === node && pod.metadata.deletionTimestamp === undefined)?.metadata.name;
}

/** The image that the sentinels of a running cluster have. Throws HarnessError when it has none. */
export async function sentinelImageOf(api: Api): Promise<string> {
  const object = await api.get({apiVersion: 'apps/v1', kind: 'DaemonSet'}, 'sentinel', systemNamespace);
  const template = object?.spec?.['template'] as {readonly spec: ReturnType<typeof sentinelPod>} | undefined;
  const image = template?.spec.containers[0]?.image;
  if (image === undefined)
    throw new HarnessError(
      'no-sentinel',
      `The cluster has no DaemonSet ${systemNamespace}/sentinel: its creation never came to an end`,
    );
  return image;
}
