import {once} from 'node:events';
import {Worker} from 'node:worker_threads';
import {sentinelNodePort} from '../cluster/labels.ts';
import {sentinelSecond, type SentinelSecond} from '../history/records/sentinel-seconds.ts';
import type {Observer} from './observer.ts';
import type {SentinelThread} from './sentinel-thread.ts';

/**
 * Asks the sentinel of every node ten times a second at the node's own address, from where the load comes, and records
 * each second of each node. When a sentinel suffers, the machine is at fault, not the subject.
 */
export const sentinels: Observer = async ({cluster, append, clock, epochMs}) => {
  // Behind Docker Desktop only the control plane's published port can be reached.
  const asked = cluster.facts.proxied ? cluster.nodes.filter(({role}) => role === 'control-plane') : cluster.nodes;
  const thread: SentinelThread = {
    sentinels: asked.map(({name, address}) => ({
      node: name,
      ...(cluster.facts.proxied ? cluster.entry(sentinelNodePort) : {host: address, port: sentinelNodePort}),
    })),
  };
  const file = import.meta.url.endsWith('.ts') ? './sentinel-thread.ts' : './sentinel-thread.js';
  const worker = new Worker(new URL(file, import.meta.url), {workerData: thread});
  let isStopping = false;
  worker.on('message', (seconds: readonly SentinelSecond[]) => {
    for (const second of seconds) append(sentinelSecond(second));
  });
  const dead = (): void => {
    if (!isStopping) append({kind: 'gap', channel: 'host', fromMs: clock.nowMs() - epochMs});
  };
  worker.on('error', dead);
  worker.on('exit', dead);
  await once(worker, 'online');
  return {
    async [Symbol.asyncDispose]() {
      isStopping = true;
      await worker.terminate();
    },
  };
};
