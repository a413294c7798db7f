import type {Cluster} from '../../cluster/cluster.ts';
import {placeStubs} from '../../cluster/stubs.ts';
import type {Append} from '../../history/events.ts';
import type {DeployFacts} from '../../history/facts.ts';
import {refOf} from '../../history/state.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {isSame} from '../../kubernetes/owners.ts';
import {ownersOfPods} from '../../kubernetes/workloads.ts';
import type {Clock} from '../../system/clock.ts';
import {WaitTimeoutError} from '../../system/errors.ts';
import {prepare, type Prepared} from '../adapt/prepare.ts';
import type {Manifest} from '../manifests/manifest.ts';
import {positionsOf} from '../manifests/manifests.ts';
import type {Profile} from '../profile/profile.ts';
import {lacksPods, refuseForbiddenPods} from '../trust/forbidden-pods.ts';
import {applyAll} from './apply.ts';
import {entryDeviations, entryServiceFor} from './entry.ts';
import {createNamespace, type Making} from './namespace.ts';
import type {Unready} from './readiness.ts';
import {isInVain, refuseMissingImages, startBound, type StartPatience, whyNotReady} from './start.ts';
import {describe, waitSteady} from './steady.ts';
import {stubClashes} from './stub-clashes.ts';
import type {Where} from './where.ts';

export interface DeployOptions {
  readonly cluster: Cluster;
  readonly profile: Profile;
  readonly manifests: readonly Manifest[];
  /** The namespace to create (see `namespaceFor`); `removeSubject` takes it back. */
  readonly namespace: string;
  /** The images that were brought to the nodes. */
  readonly loaded: readonly string[];
  /** The image of the stubs. */
  readonly stubImage: string;
  readonly patience: StartPatience;
  readonly append: Append;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
  /** Whether the subject is trusted, and who is told before its namespace is made and after. */
  readonly making: Omit<Making, 'stated'>;
}

/**
 * Brings the subject up and resolves with its facts, also when it never got ready (`start.ready` is false then).
 * Throws UsageError for what the user has to correct. Whatever the outcome, `removeSubject` takes back what it created.
 */
export async function deploySubject(options: DeployOptions): Promise<DeployFacts> {
  const {cluster, profile, manifests, namespace, stubImage: image, clock, signal, note, making} = options;
  const {api, shell} = cluster;
  const {stubs} = profile;
  const clashes = stubClashes(
    manifests.map(({object}) => object),
    stubs,
  );
  const prepared = await prepare({...options, api});
  const where = {api, shell, namespace, clock, signal};
  const stated = manifests.flatMap(({object}) => (object.kind === 'Namespace' ? [object] : []));
  const overridden = await createNamespace(where, {...making, stated});
  if (stubs.length > 0) note(`waiting for the stubs of ${stubs.map(({name}) => name).join(', ')}`);
  // Before anything that may call them as it starts.
  const placed = await placeStubs({cluster, stubs, namespace, image, clock, signal});
  note(`applying ${prepared.objects.length} objects`);
  const {applied, deviations} = await applyAll(where, {...prepared, manifests});
  const doors = await Promise.all(
    prepared.entries.map(async (one, index) => ({
      ...one,
      opened: await api.apply(entryServiceFor(one, namespace, index)),
    })),
  );
  const start = await waitForStart(where, prepared, options);
  const pods = await api.list({apiVersion: 'v1', kind: 'Pod'}, {namespace});
  const objects = await admitted(where, [...applied, ...doors.map(({opened}) => opened)]);
  const owners = ownersOfPods(objects);
  const standing = (workload: KubeObject, url: string): DeployFacts['entry'] => ({
    workload: refOf(workload),
    // Only its controller knows on how many nodes a DaemonSet may run.
    replicas: owners.find(({ref}) => isSame(ref, refOf(workload)))?.wants ?? 1,
    url,
  });
  const [first, ...others] = doors.map(({workload, opened}) => standing(workload, urlOf(opened, cluster)));
  return {
    namespace,
    objects: [...objects, ...pods.items],
    positions: positionsOf(manifests),
    deviations: [
      ...prepared.deviations,
      ...overridden,
      ...deviations,
      ...clashes,
      ...doors.flatMap((door) => [
        {what: 'NodePort added for the load', of: refOf(door.opened)},
        ...entryDeviations(door),
      ]),
    ],
    images: digestsOf(pods.items),
    entry: first ?? standing(prepared.workload, ''),
    ...(others.length === 0 ? {} : {doors: others}),
    start,
    ...(placed.length === 0 ? {} : {stubs: placed}),
  };
}

/** Ends a wait that nothing would come of. */
class InVainError extends Error {}

async function waitForStart(
  where: Where,
  {objects}: Prepared,
  {append, note, clock, manifests, patience}: DeployOptions,
): Promise<NonNullable<DeployFacts['start']>> {
  const bound = startBound(objects, patience);
  const begunMs = clock.nowMs();
  let last: {readonly lacking: readonly Unready[]; readonly objects: readonly KubeObject[]} = {
    lacking: [],
    objects: [],
  };
  let told = '';
  try {
    await waitSteady({
      ...where,
      withinMs: bound.boundMs,
      async onLook(lacking, found) {
        last = {lacking, objects: found};
        const pods = found.filter((it) => it.kind === 'Pod');
        refuseMissingImages(pods);
        // The events are asked for only while pods are missing, and once at the end: a Job waits for nobody.
        if (lacking.length === 0 || lacksPods(lacking, pods)) refuseForbiddenPods(await eventsOf(where), manifests);
        if (lacking.length > 0 && isInVain(pods, clock.nowMs() - begunMs)) throw new InVainError();
        const text = lacking.length === 0 ? 'all workloads are ready' : `waiting for ${describe(lacking)}`;
        if (text === told) return;
        told = text;
        note(text);
        append({kind: 'line', source: 'deploy', text});
      },
    });
    return {ready: true, ...bound, tookMs: clock.nowMs() - begunMs, why: []};
  } catch (error) {
    if (!(error instanceof WaitTimeoutError || error instanceof InVainError)) throw error;
    return {
      ready: false,
      ...bound,
      tookMs: clock.nowMs() - begunMs,
      why: whyNotReady(last.lacking, last.objects, await eventsOf(where)),
    };
  }
}

async function eventsOf({api, namespace}: Where): Promise<readonly KubeObject[]> {
  return (await api.list({apiVersion: 'v1', kind: 'Event'}, {namespace})).items;
}

/** The objects as they stand now that all controllers and webhooks have had their say. */
async function admitted({api, namespace}: Where, applied: readonly KubeObject[]): Promise<readonly KubeObject[]> {
  const found = await Promise.all(
    applied.map(async (it) =>
      api.get(it, it.metadata.name, it.metadata.namespace === undefined ? undefined : namespace),
    ),
  );
  return found.flatMap((it) => it ?? []);
}

function digestsOf(pods: readonly KubeObject[]): DeployFacts['images'] {
  const statuses = pods.flatMap(
    (pod) => (pod.status?.['containerStatuses'] ?? []) as readonly {readonly image: string; readonly imageID: string}[],
  );
  const digests = new Map(statuses.filter((it) => it.imageID !== '').map((it) => [it.image, it.imageID]));
  return [...digests].map(([image, digest]) => ({image, digest}));
}

function urlOf(entry: KubeObject, cluster: Cluster): string {
  const ports = (entry.spec?.['ports'] ?? []) as readonly {readonly nodePort?: number}[];
  const {host, port} = cluster.entry(ports[0]?.nodePort ?? 0);
  return `http://${host}:${port}`;
}
