import type {Fault} from '../fault.ts';
import {startKubeletScript, stopKubeletScript, tagOf} from './node-scripts.ts';
import {looksAt, type MarkedNode, nodesOf} from './nodes.ts';
import {allLost, type NodeReading, witness} from './node-witness.ts';
import {newId} from '../pod/pods.ts';

/** The nodes whose kubelet stops; their pods run on. */
export type KubeletStopMark = {readonly id: string; readonly nodes: readonly MarkedNode[]};

const boundMs = 25_000;

/** The kubelet stops, and everything that runs goes on: nobody restarts, probes or reports. */
export const kubeletStop: Fault<Readonly<Record<string, never>>, KubeletStopMark, NodeReading> = {
  title: 'The kubelet stopped',
  effect: {takes: 'kubelet', pace: 'at-once', returns: 'by-undo', orderly: false},
  injectsBy: 'node',
  readsBy: 'api',
  requires: [],
  readEveryMs: 500,

  mark: async (targets, _options, tools) => ({id: newId(), nodes: await nodesOf(targets, tools)}),

  async inject({id, nodes}, {cluster, signal}) {
    const stop = async (node: string) =>
      cluster.shell.script(node, stopKubeletScript, [tagOf(id)], {timeoutMs: boundMs, signal});
    await Promise.all(nodes.map(async ({node}) => stop(node)));
  },

  async undo({id, nodes}, tools) {
    // A node that is down starts its kubelet when it starts.
    const running = (await looksAt(nodes, tools)).filter(({state}) => state !== 'exited');
    const {cluster, signal} = tools;
    const start = async (node: string) =>
      cluster.shell.script(node, startKubeletScript, [id], {timeoutMs: boundMs, signal});
    await Promise.all(running.map(async ({node}) => start(node)));
  },

  read: ({nodes}, tools) => witness(nodes, tools),
  proves: (before, after) => allLost(before, after, 'running'),
};
