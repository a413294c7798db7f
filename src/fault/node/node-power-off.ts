import {startNodes} from '../../cluster/start-nodes.ts';
import type {Fault} from '../fault.ts';
import {looksAt, type MarkedNode, nodesOf} from './nodes.ts';
import {allLost, type NodeReading, witness} from './node-witness.ts';

/** The nodes that lose their power together: all workers of a zone are its outage. */
export type NodePowerOffMark = {readonly nodes: readonly MarkedNode[]};

/**
 * Nodes lose their power at once, and get it back one by one; their leak guards are in place before any pod of theirs
 * runs again.
 */
export const nodePowerOff: Fault<Readonly<Record<string, never>>, NodePowerOffMark, NodeReading> = {
  title: 'Power off',
  effect: {takes: 'nodes', pace: 'at-once', returns: 'by-undo', orderly: false},
  injectsBy: 'docker',
  readsBy: 'api',
  requires: [],
  readEveryMs: 500,

  mark: async (targets, _options, tools) => ({nodes: await nodesOf(targets, tools)}),

  async inject({nodes}, {cluster}) {
    await cluster.power.kill(nodes.map(({node}) => node));
  },

  async undo({nodes}, tools) {
    const looks = await looksAt(nodes, tools);
    const ours = nodes.filter(({id}) => looks.some((look) => look.id === id));
    await startNodes(tools.cluster, ours, tools);
  },

  read: ({nodes}, tools) => witness(nodes, tools),
  proves: (before, after) => allLost(before, after, 'exited'),
};
