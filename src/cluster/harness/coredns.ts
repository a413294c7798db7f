import type {Clock} from '../../system/clock.ts';
import {HarnessError} from '../../system/errors.ts';
import type {Api} from '../cluster.ts';
import {controlPlaneLabel} from '../labels.ts';
import {waitPatiently} from '../wait-patiently.ts';

const configMap = {apiVersion: 'v1', kind: 'ConfigMap'};
const pod = {apiVersion: 'v1', kind: 'Pod'};
const deployment = {apiVersion: 'apps/v1', kind: 'Deployment'};

/**
 * Takes cluster DNS off the outside world and pins it to the control plane, which is never a fault's victim. A name
 * that is not of the cluster is answered NXDOMAIN at once.
 */
export async function isolateDns(api: Api): Promise<void> {
  const found = await api.get(configMap, 'coredns', 'kube-system');
  const corefile = (found?.['data'] as {Corefile?: string} | undefined)?.Corefile;
  if (corefile === undefined)
    throw new HarnessError('no-coredns', 'The cluster has no ConfigMap kube-system/coredns with a Corefile');
  await api.patch(configMap, 'coredns', 'kube-system', {data: {Corefile: withoutForward(corefile)}});
  await api.patch(deployment, 'coredns', 'kube-system', {
    spec: {
      template: {
        metadata: {annotations: {'seatrial/dns': 'isolated'}},
        spec: {nodeSelector: {'kubernetes.io/os': 'linux', [controlPlaneLabel]: ''}},
      },
    },
  });
}

/**
 * Waits until the isolated CoreDNS is the only one that runs. A server that ends still answers for seconds, as it was
 * told before, and a Deployment no longer counts it.
 */
export async function waitForDns(api: Api, clock: Clock, signal?: AbortSignal): Promise<void> {
  await waitPatiently(
    {what: 'CoreDNS to roll out', withinMs: 120_000, everyMs: 500, clock, ...(signal === undefined ? {} : {signal})},
    async () => {
      const object = await api.get(deployment, 'coredns', 'kube-system');
      const status = (object?.status ?? {}) as Readonly<Record<string, number | undefined>>;
      const {observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0, replicas = 0} = status;
      const wanted = Number(object?.spec?.['replicas'] ?? 0);
      const generation = Number((object?.metadata as {generation?: number} | undefined)?.generation ?? 0);
      const rolledOut =
        wanted > 0 && observedGeneration >= generation && updatedReplicas === wanted && replicas === wanted;
      const pods = await api.list(pod, {namespace: 'kube-system', labelSelector: 'k8s-app=kube-dns'});
      const ending = pods.items.filter(({metadata}) => metadata.deletionTimestamp !== undefined).length;
      if (rolledOut && availableReplicas === wanted && ending === 0) return {done: undefined};
      return {
        seen: `${availableReplicas} of ${wanted} available, ${updatedReplicas} up to date, ${replicas} in all, ${ending} end`,
      };
    },
  );
}

/**
 * A Corefile that serves the cluster's zones as before, forwards nothing, and says NXDOMAIN to all other names. Throws
 * HarnessError when it is not one of kubeadm's. Two server blocks, because the template plugin stands before kubernetes
 * and would answer in its place.
 */
export function withoutForward(corefile: string): string {
  const forward = /^[ \t]*forward[ \t][^\n{]*(?:\{[^}]*\})?[ \t]*\n/gm;
  const zones = /^[ \t]*kubernetes[ \t]+([^\n{]+?)[ \t]*\{/m.exec(corefile)?.[1];
  const head = /^\.:53[ \t]*\{/m;
  if (!forward.test(corefile) || zones === undefined || !head.test(corefile)) {
    throw new HarnessError(
      'corefile-unknown',
      `The Corefile is not one of kubeadm's, with one server that forwards:\n${corefile.slice(0, 500)}`,
    );
  }
  const served = zones.split(/[ \t]+/).map((zone) => `${zone}:53`);
  const inside = corefile
    .replace(head, `${served.join(' ')} {`)
    .replace(forward, '')
    // Addresses that are not the cluster's are unknown as well, rather than a failure of the server.
    .replace(/^[ \t]*fallthrough[^\n]*\n/gm, '');
  return `${inside.trimEnd()}\n.:53 {\n    errors\n    template ANY ANY {\n        rcode NXDOMAIN\n    }\n}\n`;
}
