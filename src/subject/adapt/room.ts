import type {Api} from '../../cluster/cluster.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {nodeOf} from '../../kubernetes/pods.ts';
import {parseQuantity} from '../../kubernetes/quantities.ts';
import {requestsOf} from '../../kubernetes/requests.ts';
import {HarnessError} from '../../system/errors.ts';
import {kindKey} from './adapt.ts';
import type {Placement} from './adapt.ts';

const node = {apiVersion: 'v1', kind: 'Node'} as const;
const pod = {apiVersion: 'v1', kind: 'Pod'} as const;

/**
 * Looks at the cluster: the kinds it serves, of those that the objects name, its workers, and the room they have left.
 */
export async function lookAtCluster(
  api: Api,
  objects: readonly KubeObject[],
): Promise<Pick<Placement, 'kinds' | 'nodes' | 'room'>> {
  const versions = [...new Set(objects.map((it) => it.apiVersion))];
  const [served, nodes, pods] = await Promise.all([
    Promise.all(versions.map(async (apiVersion) => kindsOf(api, apiVersion))),
    api.list(node),
    api.list(pod),
  ]);
  const workers = nodes.items.filter((it) => !isClosed(it));
  const names = new Set(workers.map((it) => it.metadata.name));
  const running = pods.items.filter((it) => names.has(nodeOf(it)) && !hasEnded(it));
  return {
    kinds: new Map(served.flat()),
    nodes: workers.map((it) => it.metadata.labels ?? {}),
    room: roomOf(workers, running),
  };
}

function roomOf(workers: readonly KubeObject[], running: readonly KubeObject[]): Placement['room'] {
  const total = (resource: 'cpu' | 'memory') => {
    const offered = workers.reduce((sum, it) => sum + (parseQuantity(allocatable(it)[resource]) ?? 0), 0);
    return running.reduce((rest, it) => rest - requestsOf(it)[resource], offered);
  };
  return {cores: total('cpu'), bytes: total('memory')};
}

async function kindsOf(
  api: Api,
  apiVersion: string,
): Promise<readonly (readonly [string, {readonly namespaced: boolean}])[]> {
  const {code, body} = await api.raw(apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`);
  if (code === 404) return [];
  if (code !== 200)
    throw new HarnessError(
      'discovery',
      `The API server answered ${code} to what it serves in ${apiVersion}: ${body.slice(0, 200)}`,
    );
  const {resources} = JSON.parse(body) as {
    readonly resources: readonly {readonly name: string; readonly kind: string; readonly namespaced: boolean}[];
  };
  return resources
    .filter((it) => !it.name.includes('/'))
    .map(({kind, namespaced}) => [kindKey({apiVersion, kind}), {namespaced}] as const);
}

function allocatable(worker: KubeObject): Readonly<Record<string, Json>> {
  return (worker.status?.['allocatable'] ?? {}) as Readonly<Record<string, Json>>;
}

/** True for nodes that take no pods without a toleration, such as the control plane. */
function isClosed(worker: KubeObject): boolean {
  const taints = (worker.spec?.['taints'] ?? []) as readonly {readonly effect?: string}[];
  return taints.some((taint) => taint.effect === 'NoSchedule');
}

function hasEnded(it: KubeObject): boolean {
  return it.status?.['phase'] === 'Succeeded' || it.status?.['phase'] === 'Failed';
}
