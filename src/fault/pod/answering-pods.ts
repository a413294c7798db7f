import type {Api} from '../../cluster/cluster.ts';
import {servicesOf} from '../../history/service-uses.ts';
import {containersOf} from '../../kubernetes/containers.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
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

function portOf(pod: KubeObject, services: readonly KubeObject[]): number | null {
  const [behind] = portsBehind(pod, servicesOf(pod, services, undefined));
  const containers = containersOf(pod).filter(({role}) => role !== 'init');
  return behind ?? containers.flatMap((container) => askedPort(container) ?? [])[0] ?? null;
}
