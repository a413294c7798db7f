import type {Cluster, GuardCounters} from '../../../src/cluster/cluster.ts';
import {sentinelOn} from '../../../src/cluster/harness/sentinels.ts';
import {readGuards} from '../../../src/cluster/kind/nodes/guards.ts';
import {systemNamespace} from '../../../src/cluster/labels.ts';
import {canConnect} from '../../../src/cluster/pod-network.ts';
import type {PodPlace} from '../../../src/cluster/pod-network.ts';
import {exec} from '../../../src/system/exec.ts';
import {outside} from './host-guard.ts';

/** In the ranges of kind-config.yaml, and given to no pod or service of a cluster of five nodes. */
const unusedPod = '198.19.100.9';
const unusedService = '198.19.140.9';

/** Tries every way out of a pod, with bounded connections only, and tells what connected and what the node counted. */
export async function tryLeaks(cluster: Cluster, node: string) {
  const {shell} = cluster;
  const from = await sentinel(cluster, node);
  // The host's own address in the nodes' network; Docker does not name it for a network with a subnet of one's own.
  const gateway = (await shell.script(node, "ip -4 route show default | awk '{print $3}'")).stdout.trim();
  const before = await readGuards(shell, node);
  // Side by side: each that is dropped waits until its time is over.
  const connected: string[] = [];
  const tried = [outside, unusedPod, unusedService, gateway].map(async (address) => {
    if (await canConnect(shell, from, address, 80)) connected.push(address);
  });
  await Promise.all(tried);
  const after = await readGuards(shell, node);
  const apiAddress = await serviceAddress(cluster, 'kubernetes', 'default');
  const names = Object.keys(after) as (keyof GuardCounters)[];
  const by = Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as Record<
    keyof GuardCounters,
    number
  >;
  return {connected, by, apiReached: await canConnect(shell, from, apiAddress, 443)};
}

/** The addresses of port 80 that take a connection from the node's own network. */
export async function connectedFrom(
  {shell}: Cluster,
  node: string,
  addresses: readonly string[],
): Promise<readonly string[]> {
  const script =
    'for address in "$@"; do (timeout 2 bash -c \'exec 3<>"/dev/tcp/$0/80"\' "$address" 2>/dev/null && echo "$address") & done; wait; true';
  return (await shell.script(node, script, addresses)).stdout.split('\n').filter(Boolean);
}

/** The node's way out: the host's own address in the nodes' network. */
export async function gatewayOf({shell}: Cluster, node: string): Promise<string> {
  return (await shell.script(node, "ip -4 route show default | awk '{print $3}'")).stdout.trim();
}

/** The host's address in Docker's default network. */
export async function dockerAddress(): Promise<string | undefined> {
  return /inet ([\d.]+)/.exec(
    (await exec(['ip', '-4', 'addr', 'show', 'dev', 'docker0'], {allowFailure: true})).stdout,
  )?.[1];
}

/** A container that listens at port 80 in a Docker network of its own, as another cluster's would. */
export async function anotherNetwork({nodes}: Cluster) {
  const name = `seatrial-other-${process.pid}`;
  const image = (await exec(['docker', 'inspect', '--format', '{{.Image}}', nodes[0]?.name ?? ''])).stdout;
  await exec(['docker', 'network', 'create', '--subnet', '198.18.99.0/24', name], {timeoutMs: 30_000});
  const run = [
    'docker',
    'run',
    '-d',
    '--rm',
    '--network',
    name,
    '--entrypoint',
    'socat',
    image,
    'TCP-LISTEN:80,fork',
    'EXEC:true',
  ];
  const id = (await exec(run, {timeoutMs: 60_000})).stdout.trim();
  return {
    address: (
      await exec(['docker', 'inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', id])
    ).stdout.trim(),
    async [Symbol.asyncDispose]() {
      await exec(['docker', 'rm', '-f', id], {timeoutMs: 30_000});
      await exec(['docker', 'network', 'rm', name], {timeoutMs: 30_000});
    },
  };
}

/** The sentinel of a node, as a place from which to connect. */
export async function sentinel({api}: Cluster, node: string): Promise<PodPlace> {
  return {node, namespace: systemNamespace, pod: (await sentinelOn(api, node)) ?? 'none'};
}

/** The address of a Service. */
export async function serviceAddress({api}: Cluster, name: string, namespace: string): Promise<string> {
  const address = (await api.get({apiVersion: 'v1', kind: 'Service'}, name, namespace))?.spec?.['clusterIP'];
  if (typeof address !== 'string') throw new Error(`Service ${namespace}/${name} has no address`);
  return address;
}
