import type {KubeObject} from '../../kubernetes/kube-object.ts';
import type {Fault} from '../fault.ts';
import {NotExercisedError} from '../not-exercised.ts';
import {partitionScript, droppedScript, joinScript, tagOf} from './node-scripts.ts';
import {looksAt, type MarkedNode, nodesOf} from './nodes.ts';
import {allLost, type NodeReading, witness} from './node-witness.ts';
import {newId} from '../pod/pods.ts';

/** The nodes that are partitioned from the network, each with the range of its own pods. */
export type NodePartitionMark = {
  readonly id: string;
  readonly nodes: readonly (MarkedNode & {readonly podCidr: string})[];
};

const boundMs = 20_000;

/**
 * Nodes lose their network and nothing else: rules before connection tracking drop every packet from and to outside.
 * Docker's own `network disconnect` is no such fault: it changes the node's address, and costs minutes of routes
 * afterwards.
 */
export const nodePartition: Fault<Readonly<Record<string, never>>, NodePartitionMark, NodeReading> = {
  title: 'A node partitioned from the network',
  effect: {takes: 'nodes', pace: 'at-once', returns: 'by-undo', orderly: false},
  injectsBy: 'node',
  readsBy: 'api',
  requires: ['raw-table'],
  readEveryMs: 500,

  async mark(targets, _options, tools) {
    const marked = await nodesOf(targets, tools);
    const objects = (await tools.cluster.api.list({apiVersion: 'v1', kind: 'Node'})).items;
    return {id: newId(), nodes: marked.map((node) => ({...node, podCidr: podCidrOf(objects, node.node)}))};
  },

  async inject({id, nodes}, {cluster, signal}) {
    const partition = async (node: string, podCidr: string) =>
      cluster.shell.script(node, partitionScript, [tagOf(id), podCidr], {timeoutMs: boundMs, signal});
    await Promise.all(nodes.map(async ({node, podCidr}) => partition(node, podCidr)));
  },

  async undo({id, nodes}, tools) {
    // The rules of a node that is down went with its power.
    const running = (await looksAt(nodes, tools)).filter(({state}) => state !== 'exited');
    const {cluster, signal} = tools;
    await Promise.all(
      running.map(async ({node}) => cluster.shell.script(node, joinScript, [id], {timeoutMs: boundMs, signal})),
    );
  },

  async read({id, nodes}, tools) {
    const {cluster, signal} = tools;
    const [reading, ...counts] = await Promise.all([
      witness(nodes, tools),
      ...nodes.map(
        async ({node}) => (await cluster.shell.script(node, droppedScript, [id], {timeoutMs: boundMs, signal})).stdout,
      ),
    ]);
    return {nodes: reading.nodes.map((node, index) => ({...node, dropped: Number(counts[index])}))};
  },

  proves: (before, after) =>
    allLost(before, after, 'running') && after.nodes.every(({dropped}) => dropped !== null && dropped > 0),
};

function podCidrOf(nodes: readonly KubeObject[], name: string): string {
  const cidr = nodes.find(({metadata}) => metadata.name === name)?.spec?.['podCIDR'];
  if (typeof cidr === 'string') return cidr;
  throw new NotExercisedError(`Node ${name} has no range of pod addresses that could be left to it`);
}
