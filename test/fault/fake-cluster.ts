import type {Cluster, Eviction, NodeLook} from '../../src/cluster/cluster.ts';
import {readGuards} from '../../src/cluster/kind/nodes/guards.ts';
import type {InjectTools, Target} from '../../src/fault/fault.ts';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import type {Clock} from '../../src/system/clock.ts';

/** A cluster in memory: what it is made of may be changed while a test goes on. */
export interface FakeCluster {
  readonly objects: KubeObject[];
  readonly looks: NodeLook[];
  /** What the kubelets' healthz answers, by node; 200 unless said. */
  readonly healthz: Map<string, number>;
  /** Answers to evictions, used up one after the other; 201 afterwards. */
  readonly evictions: Eviction[];
  /** What a script on a node prints. */
  script: (node: string, text: string, args: readonly string[]) => string;
  /** All that was done, in order. */
  readonly did: string[];
  readonly told: Parameters<InjectTools['tell']>[0][];
  readonly tools: InjectTools;
}

/** A clock that jumps: a sleep takes no time and moves it on. */
export function jumpingClock(): Clock {
  let now = 0;
  return {
    nowMs: () => now,
    wall: () => new Date(now),
    sleep: (ms, signal) => {
      signal?.throwIfAborted();
      now += ms;
      return Promise.resolve();
    },
  };
}

/** The control plane `c` and the workers `w1`, `w2`, all running. */
export function fakeCluster(objects: readonly KubeObject[] = []): FakeCluster {
  const did: string[] = [];
  const told: FakeCluster['told'] = [];
  const looks = ['c', 'w1', 'w2'].map((node, index): NodeLook => ({
    node,
    id: `id-${node}`,
    state: 'running',
    address: `198.18.40.${index + 2}`,
  }));
  const set = (node: string, state: string): void => {
    const index = looks.findIndex((look) => look.node === node);
    const look = looks[index];
    if (look !== undefined) looks[index] = {...look, state};
  };
  const fake: Omit<FakeCluster, 'tools'> = {
    objects: [...objects],
    looks,
    healthz: new Map(),
    evictions: [],
    script: () => '',
    did,
    told,
  };
  const all = (verb: string, state: string) => (nodes: readonly string[]) => {
    did.push(`${verb} ${nodes.join(' ')}`);
    for (const node of nodes) set(node, state);
    return Promise.resolve();
  };
  const cluster: Cluster = {
    name: 'seatrial-fake',
    nodes: looks.map(({node, address}) => ({
      name: node,
      address,
      zone: 'a',
      role: node === 'c' ? 'control-plane' : 'worker',
    })),
    power: {
      look: (nodes: readonly string[]) => Promise.resolve(looks.filter(({node}) => nodes.includes(node))),
      kill: all('kill', 'exited'),
      pause: all('pause', 'paused'),
      unpause: (node: string) => all('unpause', 'running')([node]),
      start: (nodes: readonly {readonly node: string}[]) => all('start', 'running')(nodes.map(({node}) => node)),
    },
    guards: {inside: async (node: string) => readGuards(cluster.shell, node)},
    shell: {
      script(node: string, text: string, args: readonly string[] = []) {
        did.push(['script', node, ...args].join(' '));
        return Promise.resolve({stdout: fake.script(node, text, args), stderr: '', exitCode: 0, durationMs: 1});
      },
    },
    api: {
      get: (kind: {readonly kind: string}, name: string, namespace?: string) =>
        Promise.resolve(
          fake.objects.find(
            (it) => it.kind === kind.kind && it.metadata.name === name && it.metadata.namespace === namespace,
          ),
        ),
      list: (kind: {readonly kind: string}) =>
        Promise.resolve({items: fake.objects.filter((it) => it.kind === kind.kind), resourceVersion: '1'}),
      raw: (path: string) =>
        Promise.resolve({code: fake.healthz.get(/nodes\/([^/]+)/.exec(path)?.[1] ?? '') ?? 200, body: ''}),
      delete(_kind: unknown, name: string, _namespace: string, options: unknown) {
        did.push(`delete ${name} ${JSON.stringify(options)}`);
        return Promise.resolve();
      },
      evict(name: string, _namespace: string, {uid = ''}: {readonly uid?: string}) {
        did.push(`evict ${name} ${uid}`);
        return Promise.resolve(fake.evictions.shift() ?? {code: 201, message: '', causes: []});
      },
      patch(kind: {readonly kind: string}, name: string, _namespace: string | undefined, patch: object) {
        did.push(`patch ${kind.kind} ${name} ${JSON.stringify(patch)}`);
        const index = fake.objects.findIndex((it) => it.kind === kind.kind && it.metadata.name === name);
        const object = fake.objects[index];
        if (object !== undefined) fake.objects[index] = merge(object, patch) as unknown as KubeObject;
        return Promise.resolve(fake.objects[index]);
      },
    },
  } as unknown as Cluster;
  const tools: InjectTools = {
    cluster,
    clock: jumpingClock(),
    signal: new AbortController().signal,
    tell: (answer) => told.push(answer),
    directRequests: [],
  };
  return Object.assign(fake, {tools});
}

/** A ready pod of the Deployment `web` on a node, as a target. */
export function podTarget(suffix: string, node = 'w1'): Target {
  const name = `web-5f-${suffix}`;
  return {
    kind: 'container',
    name,
    namespace: 'shop',
    uid: `uid-${suffix}`,
    node,
    container: 'app',
    containerId: `containerd://id-${suffix}`,
  };
}

/** The same pod as an object. */
export function podObject(suffix: string, node = 'w1', more: Partial<KubeObject> = {}): KubeObject {
  const {name, namespace = '', uid} = podTarget(suffix, node);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid,
      labels: {'pod-template-hash': '5f'},
      ownerReferences: [{kind: 'ReplicaSet', name: 'web-5f', uid: 'rs', controller: true}],
    },
    spec: {nodeName: node, containers: [{name: 'app'}]},
    status: {
      phase: 'Running',
      containerStatuses: [{name: 'app', containerID: `containerd://id-${suffix}`, restartCount: 0}],
    },
    ...more,
  };
}

/** A node as a target. */
export function nodeTarget(name: string): Target {
  return {kind: 'node', name, uid: name, node: name};
}

/** A node as an object. */
export function nodeObject(name: string): KubeObject {
  return {apiVersion: 'v1', kind: 'Node', metadata: {name}, spec: {podCIDR: '198.19.1.0/24'}};
}

/** A mark as another process reads it. */
export function reread<T>(mark: T): T {
  return JSON.parse(JSON.stringify(mark)) as T;
}

type Plain = Readonly<Record<string, unknown>>;

function merge(object: object, patch: object): Plain {
  const merged: Record<string, unknown> = {...object};
  for (const [key, value] of Object.entries(patch) as [string, unknown][]) {
    if (value === null) delete merged[key];
    else merged[key] = typeof value === 'object' ? merge((merged[key] ?? {}) as object, value) : value;
  }
  return merged;
}
