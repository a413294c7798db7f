import type {Clock} from '../../../system/clock.ts';
import type {Exec} from '../../../system/exec.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import type {KubeObject} from '../../../kubernetes/kube-object.ts';
import type {Api, ClusterNode} from '../../cluster.ts';
import {waitPatiently} from '../../wait-patiently.ts';
import * as docker from '../docker.ts';
import {controlPlaneLabel, kindLabel} from '../../labels.ts';

const nodeKind = {apiVersion: 'v1', kind: 'Node'};

/** Waits until `count` nodes are Ready, and resolves with all nodes, control plane first. */
export async function waitForNodes(
  api: Api,
  count: number,
  clock: Clock,
  signal?: AbortSignal,
): Promise<readonly KubeObject[]> {
  const options = {what: `all ${count} nodes to be Ready`, withinMs: 120_000, everyMs: 500, clock};
  return waitPatiently({...options, ...(signal === undefined ? {} : {signal})}, async () => {
    const {items} = await api.list(nodeKind);
    const waiting = items.filter((node) => !isReady(node)).map((node) => node.metadata.name);
    if (items.length === count && waiting.length === 0) return {done: items};
    return {seen: `${items.length} nodes${waiting.length === 0 ? '' : `, not Ready: ${waiting.join(', ')}`}`};
  });
}

/** The nodes as the trial sees them: API objects joined with their containers' addresses. */
export async function describeNodes(
  exec: Exec,
  cluster: string,
  objects: readonly KubeObject[],
): Promise<readonly ClusterNode[]> {
  const addresses = await containerAddresses(exec, cluster);
  return objects
    .map((object): ClusterNode => {
      const {name, labels = {}} = object.metadata;
      return {
        name,
        role: controlPlaneLabel in labels ? 'control-plane' : 'worker',
        zone: labels['topology.kubernetes.io/zone'] ?? '',
        // One that is down has no address now; the API remembers the one it had.
        address: addresses.get(name) ?? internalAddress(object),
      };
    })
    .toSorted((a, b) => a.role.localeCompare(b.role) || a.name.localeCompare(b.name));
}

/** The addresses of the cluster's running containers in its own network. */
async function containerAddresses(exec: Exec, cluster: string): Promise<ReadonlyMap<string, string>> {
  const up = await docker.containers(exec, [`label=${kindLabel}=${cluster}`], {up: true});
  const seen = await docker.inspectContainers(
    exec,
    up.map(({id}) => id),
  );
  // One may go down between the two questions: then it has none.
  return new Map(
    seen
      .map(({name, addresses}) => [name, addresses.get(cluster) ?? ''] as const)
      .filter(([, address]) => address !== ''),
  );
}

function internalAddress(node: KubeObject): string {
  const addresses = (node.status?.['addresses'] ?? []) as readonly {readonly type: string; readonly address: string}[];
  return addresses.find(({type}) => type === 'InternalIP')?.address ?? '';
}
