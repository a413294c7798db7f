import {untilQuiet} from '../../system/quiet.ts';
import type {Fault} from '../fault.ts';
import {looksAt, type MarkedNode, nodesOf} from './nodes.ts';
import {allLost, type NodeReading, witness} from './node-witness.ts';

/** The nodes whose processes all stop; the kernel goes on accepting connections for them. */
export type NodePauseMark = {readonly nodes: readonly MarkedNode[]};

/**
 * Every process of a node is stopped where it is (`docker pause`), and goes on with the undo as if nothing had been.
 */
export const nodePause: Fault<Readonly<Record<string, never>>, NodePauseMark, NodeReading> = {
  title: 'A node paused',
  effect: {takes: 'nodes', pace: 'at-once', returns: 'by-undo', orderly: false},
  injectsBy: 'docker',
  readsBy: 'api',
  requires: [],
  readEveryMs: 500,

  mark: async (targets, _options, tools) => ({nodes: await nodesOf(targets, tools)}),

  async inject({nodes}, {cluster}) {
    await cluster.power.pause(nodes.map(({node}) => node));
  },

  async undo({nodes}, tools) {
    await untilQuiet(`Pausing ${nodes.map(({node}) => node).join(', ')}`, tools, async () => {
      const paused = (await looksAt(nodes, tools)).filter(({state}) => state === 'paused');
      await Promise.all(paused.map(async ({node}) => tools.cluster.power.unpause(node)));
      return paused.length > 0;
    });
  },

  read: ({nodes}, tools) => witness(nodes, tools),
  proves: (before, after) => allLost(before, after, 'paused'),
};
