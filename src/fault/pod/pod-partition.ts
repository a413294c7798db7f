import {inPodNetwork} from '../../cluster/pod-network.ts';
import {UsageError} from '../../system/errors.ts';
import {askBefore, askUntilStopped} from './direct-requests.ts';
import type {Fault, Tools} from '../fault.ts';
import {droppedScript, endTaggedScript, joinScript, tagOf} from '../node/node-scripts.ts';
import {NotExercisedError} from '../not-exercised.ts';
import {type AnsweringPod, answeringPods, likePods} from './answering-pods.ts';
import {partitionPodScript, reachScript} from './pod-network-scripts.ts';
import {markedPods, newId} from './pods.ts';

/**
 * Whose packets no longer arrive: `everybody`'s (the default), or only those of other pods and of services, what a pod
 * depends on.
 */
export type PodPartitionOptions = {readonly from?: 'everybody' | 'peers'};

/** The pods that are partitioned from the network. */
export type PodPartitionMark = {
  readonly id: string;
  readonly from: 'everybody' | 'peers';
  readonly pods: readonly AnsweringPod[];
  /** Ready pods of the same workloads, which are asked the same and compared. */
  readonly others: readonly AnsweringPod[];
  /** Ranges and addresses whose packets are dropped; none: all. */
  readonly sources: readonly string[];
};

/** How many packets the rules in each pod dropped, and whether another node still reaches it (null: it has no port). */
export type PodPartitionReading = {
  readonly from: 'everybody' | 'peers';
  readonly pods: readonly {
    readonly pod: string;
    readonly uid: string;
    readonly dropped: number;
    readonly reached: boolean | null;
  }[];
};

const boundMs = 20_000;

/**
 * Pods hear nobody any more: their packets are dropped in their own network, a black hole rather than a refusal. The
 * kubelet on their node is spared, so that what its probes say is the subject's own doing. Meanwhile pods that keep
 * their users are asked directly, once a second.
 */
export const podPartition: Fault<PodPartitionOptions, PodPartitionMark, PodPartitionReading> = {
  title: 'Pods partitioned from the network',
  effect: {takes: 'network', pace: 'at-once', returns: 'by-undo', orderly: false},
  injectsBy: 'node',
  readsBy: 'kernel',
  requires: [],
  readEveryMs: 500,

  async mark(targets, {from = 'everybody'}, {cluster}) {
    if (from !== 'everybody' && from !== 'peers')
      throw new UsageError(
        'fault-options',
        `pod-partition takes from: everybody or peers, got ${JSON.stringify(from)}`,
      );
    const pods = await answeringPods(markedPods(targets), cluster.api);
    if (pods.some(({node}) => askerOf(node, cluster) === undefined))
      throw new NotExercisedError('There is no other node that could ask whether the pods are reached');
    const common = {id: newId(), from, pods};
    if (from === 'everybody') return {...common, others: [], sources: []};
    const [others, sources] = await Promise.all([likePods(pods, cluster.api), peers(cluster)]);
    return {...common, others, sources};
  },

  async ask({from, pods}, tools) {
    if (from === 'peers') await askBefore(pods, tools);
  },

  async inject({id, from, pods, others, sources}, tools) {
    const {cluster, signal} = tools;
    await Promise.all(
      pods.map(async (pod) => {
        const address = cluster.nodes.find(({name}) => name === pod.node)?.address ?? '';
        await inPodNetwork(cluster.shell, pod, partitionPodScript, [tagOf(id), address, ...sources], {
          timeoutMs: boundMs,
          signal,
        });
      }),
    );
    if (from === 'peers') await askUntilStopped([...pods, ...others], tools);
  },

  async undo({id, pods}, {cluster, signal}) {
    const running = (await cluster.power.look([...new Set(pods.map(({node}) => node))])).filter(
      ({state}) => state === 'running',
    );
    for (const {node} of running) {
      await cluster.shell.script(node, endTaggedScript, [id], {timeoutMs: boundMs, signal});
      for (const pod of pods.filter((one) => one.node === node)) await join(pod, id, {cluster, signal});
    }
  },

  async read({id, from, pods}, {cluster, signal}) {
    const read = pods.map(async ({pod, uid, ...place}) => {
      const {address, port, node} = place;
      const asker = askerOf(node, cluster) ?? node;
      const [counted, reached] = await Promise.all([
        inPodNetwork(cluster.shell, {pod, ...place}, droppedScript, [id], {timeoutMs: boundMs, signal}),
        port === null
          ? undefined
          : cluster.shell.script(asker, reachScript, [address, String(port)], {timeoutMs: boundMs, signal}),
      ]);
      return {
        pod,
        uid,
        dropped: Number(counted.stdout),
        reached: reached === undefined ? null : reached.stdout === 'open',
      };
    });
    return {from, pods: await Promise.all(read)};
  },

  proves(before, after) {
    const isCut = after.pods.every(({uid, dropped, reached}) => {
      const wasReached = before.pods.find((one) => one.uid === uid)?.reached === true;
      return dropped > 0 && (after.from === 'peers' || !wasReached || reached === false);
    });
    return after.pods.length > 0 && isCut;
  },
};

/** Who asks whether a pod is reached: another node than its own, which is spared; the control plane where that is one. */
function askerOf(node: string, {nodes}: Pick<Tools['cluster'], 'nodes'>): string | undefined {
  const others = nodes.filter(({name}) => name !== node);
  return (others.find(({role}) => role === 'control-plane') ?? others[0])?.name;
}

/** Takes the rules out again; a pod that is gone took them with it. */
async function join(
  pod: AnsweringPod,
  id: string,
  {cluster, signal}: Pick<Tools, 'cluster' | 'signal'>,
): Promise<void> {
  try {
    await inPodNetwork(cluster.shell, pod, joinScript, [id], {timeoutMs: boundMs, signal});
  } catch (error) {
    if ((error as {readonly code?: unknown}).code !== 'no-pod') throw error;
  }
}

/** Where packets of other pods and of services come from. */
async function peers({api}: Pick<Tools['cluster'], 'api'>): Promise<readonly string[]> {
  const [nodes, services] = await Promise.all([
    api.list({apiVersion: 'v1', kind: 'Node'}),
    api.list({apiVersion: 'v1', kind: 'Service'}),
  ]);
  const ranges = nodes.items.flatMap(({spec}) => (typeof spec?.['podCIDR'] === 'string' ? [spec['podCIDR']] : []));
  const addresses = services.items
    .flatMap(({spec}) => (spec?.['clusterIPs'] ?? []) as readonly string[])
    .filter((ip) => /^[\d.]+$/.test(ip));
  return [...ranges, ...addresses].toSorted();
}
