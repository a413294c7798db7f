import type {Kind} from '../../cluster/cluster.ts';
import {objectLabel} from '../../cluster/labels.ts';
import {removeStubs} from '../../cluster/stubs.ts';
import type {DeployFacts} from '../../history/facts.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {HarnessError} from '../../system/errors.ts';
import {waitFor} from '../../system/wait.ts';
import {endPods} from '../trust/end-pods.ts';
import {namespaceMeta} from '../trust/namespace-labels.ts';
import type {Where} from './where.ts';

const namespaceKind = {apiVersion: 'v1', kind: 'Namespace'} as const;
/** On the subject's namespace: what of the subject lives outside it, so that another process can remove it. */
const outsideAnnotation = 'seatrial/outside';
const subjectLabel = {[objectLabel]: 'subject'} as const;
const removeMs = 120_000;

/** How the namespace is made, and who is told. */
export interface Making {
  /** The manifests' Namespace objects: their labels and annotations are taken over. */
  readonly stated: readonly KubeObject[];
  /** Whether the subject may do what the baseline of the Pod Security Standards forbids. */
  readonly trusted: boolean;
  /** Called before the namespace exists, and never for one that is not ours. */
  readonly willMake: () => void;
  /** Called with its UID as soon as it exists, before anything is in it. */
  readonly made: (uid: string) => void;
}

/**
 * Creates the subject's namespace with the labels and annotations its manifests give it, ours over them, and resolves
 * with what of them does not hold. One of ours that is there was left by a run that was killed, and goes first: a trial
 * begins with nothing. Throws HarnessError when one of that name is not ours.
 */
export async function createNamespace(
  where: Where,
  {stated, trusted, willMake, made}: Making,
): Promise<DeployFacts['deviations']> {
  const {api, namespace: name} = where;
  const found = await api.get(namespaceKind, name);
  if (found !== undefined && !isOurs(found)) {
    throw new HarnessError(
      'namespace-taken',
      `The namespace ${name} is already in the cluster and was not made by seatrial`,
      {
        hint: 'Give the subject another name, or use a fresh cluster.',
      },
    );
  }
  await removeSubject(where, found?.metadata.uid);
  const {labels, annotations, deviations} = namespaceMeta(name, stated, trusted);
  willMake();
  const {metadata} = await api.apply({...namespaceKind, metadata: {name, labels, annotations}});
  if (metadata.uid !== undefined) made(metadata.uid);
  return deviations;
}

/**
 * Takes an object outside the namespace for the subject: recorded first, then labelled. Gives undefined when one of
 * that name is not ours.
 */
export async function claimOutside({api, namespace}: Where, object: KubeObject): Promise<KubeObject | undefined> {
  const found = await api.get(object, object.metadata.name);
  if (found !== undefined && !isOurs(found)) return undefined;
  const before = outsideOf(await api.get(namespaceKind, namespace));
  const entry: Outside = {apiVersion: object.apiVersion, kind: object.kind, name: object.metadata.name};
  const all = [...before.filter((it) => it.kind !== entry.kind || it.name !== entry.name), entry];
  await api.patch(namespaceKind, namespace, undefined, {
    metadata: {annotations: {[outsideAnnotation]: JSON.stringify(all)}},
  });
  return {...object, metadata: {...object.metadata, labels: {...object.metadata.labels, ...subjectLabel}}};
}

/**
 * Removes a subject, from any process, twice without harm: its stubs, what it has outside its namespace, its pods, then the
 * namespace, until it is gone (at most 120 s). The namespace with the UID is ours whatever its labels say, and another
 * one of that name is not and is left. Where no UID is known its label tells; throws HarnessError for one without.
 */
export async function removeSubject(where: Where, uid: string | undefined): Promise<void> {
  const {api, namespace} = where;
  await removeStubs(api, where);
  const found = await api.get(namespaceKind, namespace);
  if (found === undefined || (uid !== undefined && found.metadata.uid !== uid)) return;
  if (uid === undefined && !isOurs(found)) {
    throw new HarnessError(
      'namespace-unlabelled',
      `The namespace ${namespace} does not carry our label ${objectLabel}, and its UID is not known`,
      {
        hint: "It is not removed, because it may be somebody else's. Look at it, and delete it or its cluster.",
      },
    );
  }
  for (const {apiVersion, kind, name} of outsideOf(found)) {
    const object = await api.get({apiVersion, kind}, name);
    if (object !== undefined && isOurs(object)) await api.delete({apiVersion, kind}, name);
  }
  await endPods(where);
  const own = found.metadata.uid;
  await api.delete(namespaceKind, namespace, undefined, own === undefined ? {} : {preconditions: {uid: own}});
  await waitGone(where, own);
}

type Outside = Kind & {readonly name: string};

function outsideOf(namespace: KubeObject | undefined): readonly Outside[] {
  const text = namespace?.metadata.annotations?.[outsideAnnotation];
  if (text === undefined) return [];
  try {
    return (JSON.parse(text) as readonly Outside[]).map(({apiVersion, kind, name}) => ({apiVersion, kind, name}));
  } catch (cause) {
    throw new HarnessError(
      'outside-unreadable',
      `What the subject has outside its namespace ${namespace?.metadata.name} is not known any more`,
      {
        cause,
        hint: `Somebody changed the annotation ${outsideAnnotation}. Delete the cluster.`,
      },
    );
  }
}

function isOurs(object: KubeObject): boolean {
  return object.metadata.labels?.[objectLabel] === 'subject';
}

async function waitGone({api, namespace, clock, signal}: Where, uid: string | undefined): Promise<void> {
  await waitFor(
    {what: `the namespace ${namespace} to be gone`, withinMs: removeMs, everyMs: 500, clock, signal},
    async () => {
      const found = await api.get(namespaceKind, namespace);
      if (found === undefined || found.metadata.uid !== uid) return {done: undefined};
      return {seen: `phase ${String((found.status?.['phase'] as string | undefined) ?? 'unknown')}`};
    },
  );
}
