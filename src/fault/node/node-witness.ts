import {ApiError} from '../../cluster/api/api-error.ts';
import type {Api} from '../../cluster/cluster.ts';
import type {Tools} from '../fault.ts';
import {looksAt, type MarkedNode} from './nodes.ts';

/**
 * What others than the injector say of each node. Read by `node-power-off`, `node-pause`, `kubelet-stop` and (with
 * counters) by `node-partition`.
 */
export type NodeReading = {readonly nodes: readonly NodeWitness[]};

type NodeWitness = {
  readonly node: string;
  /**
   * The kubelet's /healthz asked through the API server: 200, or the code of the refusal; 0 is no answer within 2 s.
   */
  readonly healthz: number;
  /** What the engine says of the node: `running`, `paused`, `exited`. */
  readonly state: string;
  /** When its kubelet renewed its Lease last, and how long ago that was, ms; null when it has none. */
  readonly leaseRenewedAt: string | null;
  readonly leaseAgeMs: number | null;
  /** Packets that the tagged rules on the node dropped so far; only `node-partition` counts, elsewhere null. */
  readonly dropped: number | null;
};

const healthzMs = 2000;

/** Asks the API server and the engine about each marked node. */
export async function witness(
  marked: readonly MarkedNode[],
  tools: Pick<Tools, 'cluster' | 'clock'>,
): Promise<NodeReading> {
  const {api} = tools.cluster;
  const [looks, ...kubelets] = await Promise.all([
    looksAt(marked, tools),
    ...marked.map(async ({node}) => Promise.all([healthzOf(api, node), leaseOf(api, node)])),
  ]);
  return {
    nodes: marked.map(({node}, index) => {
      const [healthz = 0, leaseRenewedAt = null] = kubelets[index] ?? [];
      const leaseAgeMs = leaseRenewedAt === null ? null : tools.clock.wall().getTime() - Date.parse(leaseRenewedAt);
      return {
        node,
        healthz,
        state: looks.find((look) => look.node === node)?.state ?? 'gone',
        leaseRenewedAt,
        leaseAgeMs,
        dropped: null,
      };
    }),
  };
}

/**
 * Whether every node was healthy before, and after is in that state by the engine's word and lost to the API server.
 */
export function allLost(before: NodeReading, after: NodeReading, state: 'running' | 'paused' | 'exited'): boolean {
  const wasHealthy = before.nodes.length > 0 && before.nodes.every(({healthz}) => healthz === 200);
  return (
    wasHealthy &&
    after.nodes.length === before.nodes.length &&
    after.nodes.every((node) => node.state === state && node.healthz !== 200)
  );
}

async function healthzOf(api: Api, node: string): Promise<number> {
  try {
    return (await api.raw(`/api/v1/nodes/${node}/proxy/healthz`, {timeoutMs: healthzMs})).code;
  } catch (error) {
    if (error instanceof ApiError) return 0;
    throw error;
  }
}

async function leaseOf(api: Api, node: string): Promise<string | null> {
  const lease = await api.get({apiVersion: 'coordination.k8s.io/v1', kind: 'Lease'}, node, 'kube-node-lease');
  const renewed = lease?.spec?.['renewTime'];
  return typeof renewed === 'string' ? renewed : null;
}
