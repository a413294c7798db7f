import type {Clock} from '../../system/clock.ts';
import {HarnessError} from '../../system/errors.ts';
import type {Cluster} from '../cluster.ts';
import {proveNetworkPolicy} from '../harness/policy-proof.ts';
import {waitForDns} from '../harness/coredns.ts';
import {askDns, nameUnknown, noError} from '../harness/dns-query.ts';
import {readGuards} from './nodes/guards.ts';
import {systemNamespace} from '../labels.ts';
import type {PodPlace} from '../pod-network.ts';
import {sentinelImageOf, sentinelOn, waitForSentinels} from '../harness/sentinels.ts';
import {keepSpareVolumes} from './spare-volumes.ts';
import {waitPatiently} from '../wait-patiently.ts';

/** What a proof is asked with. */
interface ProofContext {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * Resolves when pods may be started: guards on every node, the sentinel of every node answering at its address, CoreDNS
 * available, and a volume to spare on every worker. Throws with what was last seen when one of them does not come true.
 */
export async function proveReady(
  cluster: Cluster,
  context: ProofContext & {readonly onProgress: (text: string) => void},
): Promise<void> {
  const {nodes, shell, api} = cluster;
  const {clock, signal, onProgress} = context;
  const waiting = signal === undefined ? {clock} : {clock, signal};
  onProgress('checking the network guards of every node');
  await Promise.all(nodes.map(async ({name}) => readGuards(shell, name)));
  onProgress('waiting for a sentinel pod to answer on every node');
  await Promise.all([
    waitForSentinels({nodes, shell, reachable: !cluster.facts.proxied, ...waiting}),
    waitForDns(api, clock, signal),
    keepSpareVolumes(cluster),
  ]);
}

/**
 * Resolves when CoreDNS answers for the cluster and for nothing else, and network policies are enforced: what a verdict
 * needs, and a subject can be started beside. Throws with what was last seen.
 */
export async function proveNetwork(cluster: Cluster, context: ProofContext): Promise<void> {
  const {name, nodes, shell, api} = cluster;
  const [caller, server] = nodes.filter(({role}) => role === 'worker');
  if (caller === undefined || server === undefined)
    throw new HarnessError('few-workers', `Cluster ${name} has too few workers, a trial needs two`);
  const [pod, image] = await Promise.all([sentinelOn(api, caller.name), sentinelImageOf(api)]);
  if (pod === undefined) throw new HarnessError('no-sentinel', `Node ${caller.name} has no sentinel pod`);
  const from: PodPlace = {node: caller.name, namespace: systemNamespace, pod};
  await Promise.all([
    proveDns(cluster, from, context),
    proveNetworkPolicy({api, shell, ...context, image, from, serverNode: server.name}),
  ]);
}

/**
 * A name of the cluster is answered, one of the outside world is unknown, both from a pod and at the service's address.
 */
async function proveDns({api, shell}: Cluster, from: PodPlace, {clock, signal}: ProofContext): Promise<void> {
  const server = (await api.get({apiVersion: 'v1', kind: 'Service'}, 'kube-dns', 'kube-system'))?.spec?.['clusterIP'];
  if (typeof server !== 'string')
    throw new HarnessError('no-coredns', 'The cluster has no Service kube-system/kube-dns');
  // As long as the routes to a node take that was lost in the trial before.
  const options = {
    what: 'CoreDNS to answer for the cluster and for nothing else',
    withinMs: 120_000,
    everyMs: 300,
    clock,
  };
  await waitPatiently({...options, ...(signal === undefined ? {} : {signal})}, async () => {
    const inside = await askDns(shell, from, server, `sentinel.${systemNamespace}.svc.cluster.local`);
    const outside = await askDns(shell, from, server, 'outside.example.com');
    const right =
      inside !== 'silent' &&
      inside.code === noError &&
      inside.records > 0 &&
      outside !== 'silent' &&
      outside.code === nameUnknown;
    return right ? {done: undefined} : {seen: `inside ${JSON.stringify(inside)}, outside ${JSON.stringify(outside)}`};
  });
}
