import {ApiError} from '../../cluster/api/api-error.ts';
import type {Api, Kind} from '../../cluster/cluster.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {unlessLate, waitFor} from '../../system/wait.ts';
import type {Where} from '../deploy/where.ts';

const podKind = {apiVersion: 'v1', kind: 'Pod'} as const;

/** All that makes pods in Kubernetes itself. */
const ownerKinds: readonly Kind[] = [
  {apiVersion: 'batch/v1', kind: 'CronJob'},
  {apiVersion: 'batch/v1', kind: 'Job'},
  {apiVersion: 'apps/v1', kind: 'Deployment'},
  {apiVersion: 'apps/v1', kind: 'ReplicaSet'},
  {apiVersion: 'apps/v1', kind: 'StatefulSet'},
  {apiVersion: 'apps/v1', kind: 'DaemonSet'},
  {apiVersion: 'v1', kind: 'ReplicationController'},
];

/** Pods that are asked to end within a second have ended after the first bound; what is left is ended on its node. */
const politeMs = 10_000;
const forcedMs = 10_000;
const everyMs = 250;
const stopMs = 30_000;

/**
 * Ends all pods of a namespace that goes away, whoever owns them: no more are let in (a quota stops owners of kinds
 * that are not known here), then they themselves go, whatever grace they ask for, and their owners. The pods come
 * before the owners: a kubelet that was once told of an hour's grace (by the garbage collector) waits for the hook of
 * the pod, whatever it is told afterwards. Those that were told so before are ended on their node. What the API holds
 * on to even so is the namespace's to tell: it is waited for longer.
 */
export async function endPods(where: Where): Promise<void> {
  const {api, namespace, clock, signal} = where;
  await letNoneIn(api, namespace);
  const gone = async (withinMs: number, end: (pod: KubeObject) => Promise<void>): Promise<boolean> => {
    const asked = new Set<string>();
    const waiting = waitFor({what: 'the pods to be gone', withinMs, everyMs, clock, signal}, async () => {
      const left = (await api.list(podKind, {namespace})).items;
      const fresh = left.filter(({metadata}) => !asked.has(metadata.uid ?? metadata.name));
      await Promise.all(fresh.map(end));
      for (const {metadata} of fresh) asked.add(metadata.uid ?? metadata.name);
      return left.length === 0 ? {done: true} : {seen: `${left.length} pods`};
    });
    return (await unlessLate(waiting)) ?? false;
  };
  const ended = await gone(politeMs, ({metadata}) =>
    api.delete(podKind, metadata.name, namespace, {gracePeriodSeconds: 1}),
  );
  await Promise.all(ownerKinds.map(async (kind) => deleteAll(api, namespace, kind)));
  if (!ended) await gone(forcedMs, async (pod) => force(where, pod));
}

/**
 * Kills the containers of a pod on its node, then takes the pod out of the API with its finalizers, in this order:
 * nothing of it runs on unseen.
 */
async function force({api, shell, namespace}: Where, {metadata, spec}: KubeObject): Promise<void> {
  const node = spec?.['nodeName'];
  if (typeof node === 'string' && metadata.uid !== undefined) {
    const listed = await shell.run(
      node,
      ['crictl', 'ps', '--quiet', '--label', `io.kubernetes.pod.uid=${metadata.uid}`],
      {timeoutMs: stopMs},
    );
    const ids = listed.stdout.split(/\s+/).filter((id) => id !== '');
    if (ids.length > 0) await shell.run(node, ['crictl', 'stop', '--timeout', '0', ...ids], {timeoutMs: stopMs});
  }
  if ((metadata.finalizers ?? []).length > 0)
    await api.patch(podKind, metadata.name, namespace, {metadata: {finalizers: null}});
  await api.delete(podKind, metadata.name, namespace, {gracePeriodSeconds: 0});
}

/** A namespace that goes away already, or is gone, lets nothing in by itself. */
async function letNoneIn(api: Api, namespace: string): Promise<void> {
  const quota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: {name: 'seatrial-end', namespace},
    spec: {hard: {pods: '0'}},
  };
  await api.apply(quota).catch((error: unknown) => {
    if (!(error instanceof ApiError) || ![403, 404].includes(error.status)) throw error;
  });
}

async function deleteAll(api: Api, namespace: string, kind: Kind): Promise<void> {
  const {items} = await api.list(kind, {namespace});
  await Promise.all(items.map(async ({metadata}) => api.delete(kind, metadata.name, namespace)));
}
