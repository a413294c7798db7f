import {isReady} from '../kubernetes/containers.ts';
import type {KubeObject} from '../kubernetes/kube-object.ts';
import {nodeOf} from '../kubernetes/pods.ts';
import type {Clock} from '../system/clock.ts';
import {HarnessError} from '../system/errors.ts';
import type {Api, Cluster} from './cluster.ts';
import {servedNames, serveNames} from './harness/served-names.ts';
import {
  authoritiesObject,
  isDnsName,
  type Stub,
  stubControlPort,
  stubObjects,
  stubPodName,
  stubService,
} from './harness/stub-objects.ts';
import {objectLabel, stubPart, systemNamespace} from './labels.ts';
import {waitPatiently} from './wait-patiently.ts';

export type {Stub} from './harness/stub-objects.ts';

/** What a stub was asked for since it began. */
export type StubCalls = {
  readonly calls: number;
  /** Answered 503 for the error share. */
  readonly errors: number;
  /** Answered 404: nothing is declared for them. */
  readonly undeclared: number;
  /** Some of those, `GET /v1/refunds`, with their number. */
  readonly examples: Readonly<Record<string, number>>;
};

/** The pod that stands for a dependency. */
interface PlacedStub {
  readonly dependency: string;
  readonly pod: {readonly name: string; readonly namespace: string; readonly uid: string; readonly node: string};
}

interface PlaceStubs {
  readonly cluster: Pick<Cluster, 'api' | 'images'>;
  readonly stubs: readonly Stub[];
  /** The subject's. */
  readonly namespace: string;
  /** The image of the sentinels: a stub is another way to start it. */
  readonly image: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const podKind = {apiVersion: 'v1', kind: 'Pod'} as const;
const configMapKind = {apiVersion: 'v1', kind: 'ConfigMap'} as const;
const readyMs = 60_000;
const goneMs = 30_000;
const everyMs = 250;
const askMs = 5000;
const ours = {namespace: systemNamespace, labelSelector: `${objectLabel}=${stubPart}`};

/**
 * Makes the stubs of a subject whose namespace is there, and resolves when each can be called by its name. Whatever the
 * outcome, `removeStubs` takes back what is outside that namespace. Throws WaitTimeoutError when one does not get ready.
 */
export async function placeStubs(placing: PlaceStubs): Promise<readonly PlacedStub[]> {
  const {cluster, stubs, namespace, image, clock, signal} = placing;
  const {api} = cluster;
  if (stubs.length === 0) return [];
  // A cluster that was kept may have an older one.
  await cluster.images.bring([image]);
  // What a pod mounts comes before it.
  const objects = stubs.map((stub) => stubObjects(stub, namespace, image));
  for (const kind of ['ConfigMap', 'Pod'])
    await Promise.all(
      objects
        .flat()
        .filter((it) => it.kind === kind)
        .map(async (it) => api.apply(it)),
    );
  const pods = await Promise.all(stubs.map(async (stub) => readyPod(stub, placing)));
  const services = await Promise.all(
    stubs.map(async (stub, index) => {
      const address = pods[index]?.status?.['podIP'];
      const [service, slice] = stubService(stub, namespace, typeof address === 'string' ? address : '');
      const [made] = await Promise.all([api.apply(service), api.apply(slice)]);
      return made;
    }),
  );
  const withTls = stubs.filter(({tls}) => tls);
  if (withTls.length > 0) {
    const authorities = await Promise.all(withTls.map(async (stub) => asked(api, stub, '/ca')));
    await api.apply(authoritiesObject(namespace, authorities));
  }
  const names = stubs.flatMap((stub, index) =>
    isDnsName(stub) ? [[stub.name, String(services[index]?.spec?.['clusterIP'] as string)] as const] : [],
  );
  if (names.length > 0) await serveNames(api, Object.fromEntries(names), {clock, signal});
  return stubs.map(({name: dependency}, index) => {
    const pod = pods[index];
    const {name = '', uid = ''} = pod?.metadata ?? {};
    return {dependency, pod: {name, namespace: systemNamespace, uid, node: pod === undefined ? '' : nodeOf(pod)}};
  });
}

/** Takes all stubs of a cluster back, from any process, twice without harm: one cluster has one trial at a time. */
export async function removeStubs(
  api: Api,
  {clock, signal}: {readonly clock: Clock; readonly signal: AbortSignal},
): Promise<void> {
  const [pods, maps, names] = await Promise.all([
    api.list(podKind, ours),
    api.list(configMapKind, ours),
    servedNames(api),
  ]);
  if (names.length > 0) await serveNames(api, {}, {clock, signal});
  const mine = [...pods.items, ...maps.items].filter(isStubs);
  if (mine.length === 0) return;
  const remove = async ({kind, metadata: {name}}: KubeObject) =>
    api.delete(kind === podKind.kind ? podKind : configMapKind, name, systemNamespace);
  await Promise.all(mine.filter(({kind}) => kind === podKind.kind).map(remove));
  await waitPatiently({what: 'the stubs to be gone', withinMs: goneMs, everyMs, clock, signal}, async () => {
    const left = (await api.list(podKind, ours)).items.filter(isStubs);
    return left.length === 0 ? {done: undefined} : {seen: left.map(({metadata}) => metadata.name).join(', ')};
  });
  await Promise.all(mine.filter(({kind}) => kind !== podKind.kind).map(remove));
}

/** The names that cluster DNS answers for stubs. */
export async function stubNames(api: Api): Promise<readonly string[]> {
  return servedNames(api);
}

/** True for a pod, or what one reads, that stands for a dependency. */
export function isStubs({metadata: {namespace, labels}}: KubeObject): boolean {
  return namespace === systemNamespace && labels?.[objectLabel] === stubPart;
}

/** What a stub was asked for so far. Throws HarnessError when it does not tell within 5 s. */
export async function callsOf(api: Api, stub: Pick<Stub, 'name'>): Promise<StubCalls> {
  const {calls, errors, undeclared, examples} = JSON.parse(await asked(api, stub, '/calls')) as StubCalls;
  return {calls, errors, undeclared, examples};
}

async function readyPod(stub: Stub, {cluster: {api}, clock, signal}: PlaceStubs): Promise<KubeObject> {
  const name = stubPodName(stub);
  const what = `the stub of ${stub.name} to be ready`;
  return waitPatiently({what, withinMs: readyMs, everyMs, clock, signal}, async () => {
    const pod = await api.get(podKind, name, systemNamespace);
    if (pod !== undefined && isReady(pod)) return {done: pod};
    return {seen: JSON.stringify(pod?.status?.['containerStatuses'] ?? pod?.status ?? 'no pod').slice(0, 300)};
  });
}

async function asked(api: Api, stub: Pick<Stub, 'name'>, path: string): Promise<string> {
  const pod = `${stubPodName(stub)}:${stubControlPort}`;
  const {code, body} = await api.raw(`/api/v1/namespaces/${systemNamespace}/pods/${pod}/proxy${path}`, {
    timeoutMs: askMs,
  });
  if (code === 200) return body;
  throw new HarnessError(
    'stub-silent',
    `The stub of ${stub.name} does not tell ${path}: ${code} ${body.slice(0, 200)}`,
  );
}
