import type {Api} from '../../cluster/cluster.ts';
import {objectLabel} from '../../cluster/labels.ts';
import {servicesOf} from '../../history/service-uses.ts';
import {containersOf} from '../../kubernetes/containers.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {isSame, workloadOf} from '../../kubernetes/owners.ts';
import {nodeOf, takesTraffic} from '../../kubernetes/pods.ts';
import {askedPort} from '../../kubernetes/probes.ts';
import {portsBehind} from '../../kubernetes/services.ts';
import type {MarkedPod} from './pods.ts';

/**
 * A pod, its address, and the port at which a Service of its namespace reaches it (else what its probes ask, or its
 * first; null without any).
 */
export type AnsweringPod = MarkedPod & {readonly address: string; readonly port: number | null};

/** Looks up where pods answer. */
export async function answeringPods(pods: readonly MarkedPod[], api: Api): Promise<readonly AnsweringPod[]> {
  return Promise.all(
    pods.map(async (marked) => {
      const [pod, services] = await Promise.all([
        api.get({apiVersion: 'v1', kind: 'Pod'}, marked.pod, marked.namespace),
        api.list({apiVersion: 'v1', kind: 'Service'}, {namespace: marked.namespace}),
      ]);
      const address = pod?.status?.['podIP'];
      return {
        ...marked,
        address: typeof address === 'string' ? address : '',
        port: pod === undefined ? null : portOf(pod, services.items),
      };
    }),
  );
}

/** So many others are asked at most: each costs a request a second. */
const mostOthers = 2;

/** Ready pods of the workloads of some pods that are none of them, in the order of names, and where they answer. */
export async function likePods(pods: readonly MarkedPod[], api: Api): Promise<readonly AnsweringPod[]> {
  const spaces = [...new Set(pods.map(({namespace}) => namespace))];
  const lists = await Promise.all(
    spaces.map(async (namespace) => api.list({apiVersion: 'v1', kind: 'Pod'}, {namespace})),
  );
  const all = lists.flatMap(({items}) => items);
  const uids = new Set(pods.map(({uid}) => uid));
  const workloads = all.filter(({metadata}) => uids.has(metadata.uid ?? '')).map(workloadOf);
  const others = all
    .filter((pod) => !uids.has(pod.metadata.uid ?? '') && takesTraffic(pod))
    .filter((pod) => workloads.some((workload) => isSame(workload, workloadOf(pod))))
    .toSorted((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1))
    .slice(0, mostOthers);
  const marked = others.map((pod) => {
    const {name, namespace = '', uid = ''} = pod.metadata;
    return {pod: name, namespace, uid, node: nodeOf(pod)};
  });
  return answeringPods(marked, api);
}

function portOf(pod: KubeObject, services: readonly KubeObject[]): number | null {
  // The one that the load enters by has the port that users call.
  const isEntry = ({metadata}: KubeObject): boolean => metadata.labels?.[objectLabel] === 'entry';
  const first = [...services.filter(isEntry), ...services.filter((service) => !isEntry(service))];
  const [behind] = portsBehind(pod, servicesOf(pod, first, undefined));
  const containers = containersOf(pod).filter(({role}) => role !== 'init');
  return behind ?? containers.flatMap((container) => askedPort(container) ?? [])[0] ?? null;
}
