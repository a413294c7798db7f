import type {Clock} from '../../system/clock.ts';
import {HarnessError} from '../../system/errors.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {openApi} from '../api/api.ts';
import type {Api, Cluster, ClusterEffects} from '../cluster.ts';
import {readFacts} from '../facts.ts';
import * as docker from './docker.ts';
import {guardsOf} from './guards.ts';
import {nodeImages} from './images.ts';
import type {Machine} from './machine.ts';
import {nodePower} from './nodes/power.ts';
import {nodeShell} from './nodes/shell.ts';
import {describeNodes, waitForNodes} from './nodes/nodes.ts';

/** What a connection is made with. */
export interface Connection {
  readonly name: string;
  readonly kubeconfig: string;
  readonly effects: ClusterEffects;
  readonly clock: Clock;
  readonly machine: Machine;
  /** The image of the nodes, where it is known. */
  readonly nodeImage?: string;
}

/** And what a connection to a whole cluster is. */
export interface ConnectOptions extends Connection {
  readonly signal?: AbortSignal;
  /** How many nodes there must be. */
  readonly nodeCount: number;
  /** Done with the API as soon as it answers, while nodes may still be joining. */
  readonly meanwhile?: (api: Api) => Promise<void>;
}

/** The Cluster of a running kind cluster, once all its nodes are Ready. */
export async function connect(options: ConnectOptions): Promise<Cluster> {
  const {kubeconfig, clock, signal, nodeCount, meanwhile} = options;
  const api = await openApi(kubeconfig, clock);
  const [objects] = await Promise.all([waitForNodes(api, nodeCount, clock, signal), meanwhile?.(api)]);
  return clusterOf(options, api, objects);
}

/** The Cluster as it is: nodes may be down, paused or not Ready, as long as the control plane answers. */
export async function connectAsIs(options: Connection): Promise<Cluster> {
  const api = await openApi(options.kubeconfig, options.clock);
  return clusterOf(options, api, (await api.list({apiVersion: 'v1', kind: 'Node'})).items);
}

async function clusterOf(connection: Connection, api: Api, objects: readonly KubeObject[]): Promise<Cluster> {
  const {name, kubeconfig, effects, machine} = connection;
  const nodes = await describeNodes(effects.exec, name, objects);
  const [facts, entry] = await Promise.all([
    readFacts(api, name, nodes, !machine.reachable),
    entryOf(connection, nodes),
  ]);
  const {exec} = effects;
  const shell = nodeShell(effects);
  const power = nodePower(exec, name);
  const guards = guardsOf(name, {exec, shell, image: connection.nodeImage});
  const images = nodeImages({exec, shell, kubeconfig, nodes});
  return {name, kubeconfig, nodes, facts, api, shell, power, guards, images, entry};
}

/**
 * The way to NodePorts: the control plane's own address, or the ports that Docker publishes where containers cannot be
 * reached.
 */
async function entryOf({name, effects, machine}: Connection, nodes: Cluster['nodes']): Promise<Cluster['entry']> {
  const controlPlane = nodes.find(({role}) => role === 'control-plane');
  if (controlPlane === undefined || controlPlane.address === '') {
    throw new HarnessError(
      'no-entry',
      `The control plane of cluster ${name} has no address in the Docker network ${name}`,
    );
  }
  if (machine.reachable) return (port) => ({host: controlPlane.address, port, proxied: false});
  const published = publishedPorts(await docker.ports(effects.exec, controlPlane.name));
  return (port) => {
    const outside = published.get(port);
    if (outside !== undefined) return {host: '127.0.0.1', port: outside, proxied: true};
    throw new HarnessError(
      'port-unpublished',
      `NodePort ${port} is not published by the cluster ${name}; published: ${[...published.keys()].join(', ')}`,
    );
  };
}

/** Ports of a container by the port of 127.0.0.1 that leads to them, from the output of `docker port`. */
export function publishedPorts(text: string): ReadonlyMap<number, number> {
  const lines = text.matchAll(/^(\d+)\/tcp -> 127\.0\.0\.1:(\d+)$/gm);
  return new Map([...lines].map(([, inside, outside]) => [Number(inside), Number(outside)]));
}
