import type {ClusterFacts} from '../history/facts.ts';
import type {KubeObject} from '../kubernetes/kube-object.ts';
import {timingsOf} from '../forecast/timings.ts';
import type {Api, ClusterNode} from './cluster.ts';

/** What the judge may know of a cluster: version, nodes, and the times, in ms, after which it reacts. */
export async function readFacts(
  api: Api,
  name: string,
  nodes: readonly ClusterNode[],
  proxied: boolean,
): Promise<ClusterFacts> {
  const [{body}, controlPlane] = await Promise.all([
    api.raw('/version'),
    api.list({apiVersion: 'v1', kind: 'Pod'}, {namespace: 'kube-system', labelSelector: 'tier=control-plane'}),
  ]);
  const kubernetes = (JSON.parse(body) as {gitVersion: string}).gitVersion;
  return {
    name,
    kubernetes,
    nodes: nodes.map((node) => ({name: node.name, zone: node.zone, role: node.role})),
    timings: timingsOf(kubernetes, controlPlane.items.flatMap(argumentsOf)),
    proxied,
  };
}

function argumentsOf(pod: KubeObject): readonly string[] {
  const containers = (pod.spec?.['containers'] ?? []) as readonly {
    readonly command?: readonly string[];
    readonly args?: readonly string[];
  }[];
  return containers.flatMap(({command = [], args = []}) => [...command, ...args]);
}
