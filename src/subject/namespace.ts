import type {Api, Kind} from '../cluster/cluster.ts';
import {objectLabel} from '../cluster/labels.ts';
import type {KubeObject} from '../objects/kube-object.ts';
import type {Clock} from '../system/clock.ts';
import {HarnessError} from '../system/errors.ts';
import {unlessLate, waitFor} from '../system/wait.ts';
import {workloadKinds} from './readiness.ts';

const namespaceKind = {apiVersion: 'v1', kind: 'Namespace'} as const;
/** On the subject's namespace: what of the subject lives outside it, so that another process can remove it. */
const outsideAnnotation = 'seatrial/outside';
const subjectLabel = {[objectLabel]: 'subject'} as const;
const removeMs = 120_000;
const podsMs = 20_000;

/** Which namespace of which cluster, and the effects of waiting. */
export interface Where {
  readonly api: Api;
  readonly namespace: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Creates the subject's namespace with the labels and annotations its manifests give it. One of ours that is there was left by a run that
 * was killed, and goes first: a trial begins with nothing. Throws HarnessError when one of that name is not ours.
 */
export async function createNamespace(where: Where, stated: readonly KubeObject[]): Promise<void> {
  const {api, namespace: name} = where;
  const found = await api.get(namespaceKind, name);
  if (found !== undefined && !isOurs(found)) {
    throw new HarnessError('namespace-taken', `The namespace ${name} is already in the cluster and was not made by seatrial`, {
      hint: 'Give the subject another name, or use a fresh cluster.',
    });
  }
  await removeSubject(where);
  const labels = Object.assign({}, ...stated.map((it) => it.metadata.labels ?? {}), subjectLabel) as Record<string, string>;
  const annotations = Object.assign({}, ...stated.map((it) => it.metadata.annotations ?? {})) as Record<string, string>;
  await api.apply({...namespaceKind, metadata: {name, labels, annotations}});
}

/** Takes an object outside the namespace for the subject: recorded first, then labelled. Gives undefined when one of that name is not ours. */
export async function claimOutside({api, namespace}: Where, object: KubeObject): Promise<KubeObject | undefined> {
  const found = await api.get(object, object.metadata.name);
  if (found !== undefined && !isOurs(found)) return undefined;
  const before = outsideOf(await api.get(namespaceKind, namespace));
  const entry: Outside = {apiVersion: object.apiVersion, kind: object.kind, name: object.metadata.name};
  const all = [...before.filter((it) => it.kind !== entry.kind || it.name !== entry.name), entry];
  await api.patch(namespaceKind, namespace, undefined, {metadata: {annotations: {[outsideAnnotation]: JSON.stringify(all)}}});
  return {...object, metadata: {...object.metadata, labels: {...object.metadata.labels, ...subjectLabel}}};
}

/** Removes a subject, from any process, twice without harm: what it has outside its namespace, then the namespace, until it is gone (at most 120 s). */
export async function removeSubject(where: Where): Promise<void> {
  const {api, namespace} = where;
  const found = await api.get(namespaceKind, namespace);
  if (found === undefined || !isOurs(found)) return;
  for (const {apiVersion, kind, name} of outsideOf(found)) {
    const object = await api.get({apiVersion, kind}, name);
    if (object !== undefined && isOurs(object)) await api.delete({apiVersion, kind}, name);
  }
  await endPods(where);
  await api.delete(namespaceKind, namespace);
  await waitGone(where);
}

/** Ends the pods at once: a namespace that still has some is looked at again only after their grace periods, 20 s later. */
async function endPods({api, namespace, clock, signal}: Where): Promise<void> {
  const listed = async (kind: Kind) => (await api.list(kind, {namespace})).items;
  for (const kind of workloadKinds) {
    const found = await listed(kind);
    await Promise.all(
      found.map(async ({metadata}) => api.delete(kind, metadata.name, namespace, kind.kind === 'Pod' ? {gracePeriodSeconds: 1} : {})),
    );
  }
  const podKind = {apiVersion: 'v1', kind: 'Pod'};
  const waiting = waitFor({what: 'the pods to be gone', withinMs: podsMs, everyMs: 250, clock, signal}, async () => {
    const left = await listed(podKind);
    return left.length === 0 ? {done: undefined} : {seen: `${left.length} pods`};
  });
  // What holds a pod is the namespace's to tell: it is waited for longer.
  await unlessLate(waiting);
}

type Outside = Kind & {readonly name: string};

function outsideOf(namespace: KubeObject | undefined): readonly Outside[] {
  const text = namespace?.metadata.annotations?.[outsideAnnotation];
  return text === undefined ? [] : (JSON.parse(text) as readonly Outside[]);
}

function isOurs(object: KubeObject): boolean {
  return object.metadata.labels?.[objectLabel] === 'subject';
}

async function waitGone({api, namespace, clock, signal}: Where): Promise<void> {
  await waitFor({what: `the namespace ${namespace} to be gone`, withinMs: removeMs, everyMs: 500, clock, signal}, async () => {
    const found = await api.get(namespaceKind, namespace);
    return found === undefined ? {done: undefined} : {seen: `phase ${String((found.status?.['phase'] as string | undefined) ?? 'unknown')}`};
  });
}
