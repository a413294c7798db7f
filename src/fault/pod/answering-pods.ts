import type {Api} from '../../cluster/cluster.ts';
import {containersOf} from '../../kubernetes/containers.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {portNumber} from '../../kubernetes/ports.ts';
import {askedPort} from '../../kubernetes/probes.ts';
import {selects} from '../../kubernetes/selectors.ts';
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
  const containers = containersOf(pod).filter(({role}) => role !== 'init');
  const wanted = services
    .filter(({spec}) => selects({matchLabels: spec?.['selector'] ?? {}} as Json, pod.metadata.labels))
    .flatMap(({spec}) => (spec?.['ports'] ?? []) as readonly {readonly port: number; readonly targetPort?: Json}[])
    .flatMap(({port, targetPort = port}) => containers.flatMap((container) => portNumber(container, targetPort) ?? []));
  return wanted[0] ?? containers.flatMap((container) => askedPort(container) ?? [])[0] ?? null;
}
