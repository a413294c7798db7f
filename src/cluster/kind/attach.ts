import {commandLine} from '../../system/command-line.ts';
import {existsSync} from 'node:fs';
import type {Clock} from '../../system/clock.ts';
import {HarnessError} from '../../system/errors.ts';
import {readKindConfig} from './config.ts';
import type {Cluster, ClusterEffects} from '../cluster.ts';
import {connect, connectAsIs} from './connect.ts';
import {checkName} from './name.ts';
import * as docker from './docker.ts';
import {placeHostGuard} from './host-guard.ts';
import {readMachine} from './machine.ts';
import type {Owner} from './owner.ts';
import {proveReady} from './ready.ts';
import {allContainers, ownContainers} from './sweep.ts';

/** What is needed to use a cluster that is there. */
export interface AttachOptions {
  readonly name: string;
  readonly kubeconfig: string;
  readonly owner: Owner;
  /** The image that a new cluster would get: a reused cluster of another one is refused. Not asked by a clean-up. */
  readonly nodeImage?: string;
  readonly effects: ClusterEffects;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

/**
 * Uses a cluster of ours that is running, after the same proof of readiness as a new one; `proveNetwork` is still to be
 * asked. Throws HarnessError when it is not whole.
 */
export async function attachCluster(options: AttachOptions): Promise<Cluster> {
  const {name, kubeconfig, nodeImage, effects, clock, signal, onProgress = () => undefined} = options;
  checkName(name);
  const [machine, config] = await Promise.all([readMachine(effects.exec), readKindConfig(), refuseBroken(options)]);
  const known = nodeImage === undefined ? {} : {nodeImage};
  const connecting = {name, kubeconfig, effects, clock, machine, nodeCount: config.nodes.length, ...known};
  // The host may have been started again since: its rules do not outlive it.
  if (nodeImage !== undefined) await placeHostGuard(effects.exec, {cluster: name, image: nodeImage});
  const cluster = await connect(signal === undefined ? connecting : {...connecting, signal});
  await proveReady(cluster, {clock, onProgress, ...(signal === undefined ? {} : {signal})});
  return cluster;
}

/**
 * Uses a cluster of ours as a dead run left it, to repair it: nodes may be down or paused. Throws when its control
 * plane does not answer, or is not ours.
 */
export async function reachCluster(
  options: Pick<AttachOptions, 'name' | 'kubeconfig' | 'owner' | 'effects' | 'clock'>,
): Promise<Cluster> {
  const {name, kubeconfig, effects, clock} = options;
  checkName(name);
  await refuseForeign(options);
  return connectAsIs({name, kubeconfig, effects, clock, machine: await readMachine(effects.exec)});
}

/** A reused cluster must have its kubeconfig, all containers running, and the node image that a new one would get. */
async function refuseBroken({name, kubeconfig, owner, nodeImage, effects}: AttachOptions): Promise<void> {
  const hint = `Delete it with "${commandLine(`clean ${name}`)}"; the next run makes a new one.`;
  if (!existsSync(kubeconfig))
    throw new HarnessError('cluster-lost', `Cluster ${name} has no kubeconfig at ${kubeconfig}`, {hint});
  const ids = await refuseForeign({name, owner, effects});
  if (ids.length === 0) throw new HarnessError('cluster-lost', `Cluster ${name} has no containers`, {hint});
  const [nodes, wanted] = await Promise.all([
    docker.inspectContainers(effects.exec, ids),
    nodeImage === undefined ? undefined : docker.imageId(effects.exec, nodeImage),
  ]);
  if (nodeImage !== undefined && wanted === undefined)
    throw new HarnessError('no-image', `The Docker engine does not have ${nodeImage}`);
  for (const {name: node, state, image} of nodes) {
    if (state !== 'running')
      throw new HarnessError('cluster-broken', `Node ${node} of cluster ${name} is ${state}`, {hint});
    if (nodeImage !== undefined && image !== wanted)
      throw new HarnessError(
        'cluster-outdated',
        `Node ${node} of cluster ${name} runs another image than ${nodeImage}`,
        {hint},
      );
  }
}

/**
 * The IDs of the cluster's containers. Throws when one of them is not the owner's: a cluster that only has our name is
 * never used.
 */
async function refuseForeign({
  name,
  owner,
  effects: {exec},
}: Pick<AttachOptions, 'name' | 'owner' | 'effects'>): Promise<readonly string[]> {
  const [all, own] = await Promise.all([allContainers(exec, name), ownContainers(exec, name, owner)]);
  const foreign = all.filter((id) => !own.includes(id));
  if (foreign.length === 0) return own;
  throw new HarnessError(
    'cluster-foreign',
    `Cluster ${name} has containers that this user's seatrial did not make: ${foreign.join(', ')}`,
    {
      hint: 'They are left alone. Whoever made them removes them, or runs under another name.',
    },
  );
}
