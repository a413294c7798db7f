import type {Cluster} from '../../src/cluster/cluster.ts';
import type {EventBody} from '../../src/history/events.ts';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import type {ObserverContext} from '../../src/observe/observer.ts';

type Watch = Parameters<Cluster['api']['watch']>;

/** A cluster of one node and a control plane that only exists in memory: what it was asked, and hands to speak with. */
export interface FakeCluster {
  readonly context: ObserverContext;
  readonly events: EventBody[];
  readonly times: (string | undefined)[];
  readonly samples: string[];
  readonly streams: {
    readonly node: string;
    readonly script: string;
    readonly say: (line: string) => void;
    readonly die: () => void;
  }[];
  readonly watches: {readonly kind: string; readonly options: Watch[1]; readonly on: Watch[2]}[];
  readonly scripts: (readonly string[])[];
  /** Moves the clock on; sleeps that are over by then end. */
  readonly pass: (ms: number) => Promise<void>;
  /** Called with the arguments of each script. */
  onScript: (args: readonly string[]) => void;
}

/** The ID of a node's container on the cluster. */
export function containerIdOf(node: string): string {
  return Buffer.from(node).toString('hex').padEnd(64, '0');
}

export function fakeCluster(pods: readonly KubeObject[] = []): FakeCluster {
  let nowMs = 1000;
  const sleepers: {readonly atMs: number; readonly wake: () => void}[] = [];
  const result: Omit<FakeCluster, 'context'> = {
    events: [],
    times: [],
    samples: [],
    streams: [],
    watches: [],
    scripts: [],
    onScript: () => undefined,
    async pass(ms) {
      nowMs += ms;
      for (const {atMs, wake} of sleepers) if (atMs <= nowMs) wake();
      await settled();
    },
  };
  const cluster = {
    nodes: [
      {name: 'control', role: 'control-plane', zone: '', address: '127.0.0.1'},
      {name: 'worker', role: 'worker', zone: 'a', address: '127.0.0.1'},
    ],
    power: {
      look: async (nodes: readonly string[]) =>
        nodes.map((node) => ({node, id: containerIdOf(node), state: 'running', address: ''})),
    },
    api: {
      list: async () => ({items: pods, resourceVersion: '1'}),
      watch(kind: {readonly kind: string}, options: Watch[1], on: Watch[2]) {
        result.watches.push({kind: kind.kind, options, on});
        return {[Symbol.asyncDispose]: async () => undefined};
      },
    },
    shell: {
      script: async (_node: string, _script: string, args: readonly string[] = []) => {
        result.scripts.push(args);
        result.onScript(args);
        return {stdout: '', stderr: '', exitCode: 0, durationMs: 1};
      },
      stream(node: string, _tag: string, script: string, say: (line: string) => void) {
        const {promise: done, resolve: die} = Promise.withResolvers<undefined>();
        result.streams.push({node, script, say, die: () => die(undefined)});
        return {done, [Symbol.asyncDispose]: async () => die(undefined)};
      },
    },
  } as unknown as Cluster;
  const context: ObserverContext = {
    cluster,
    namespace: 'shop',
    stubs: [],
    epochMs: 1000,
    append: (body, time) => {
      result.events.push(body);
      result.times.push(time);
    },
    sample: (csv) => result.samples.push(csv),
    clock: {
      nowMs: () => nowMs,
      wall: () => new Date(0),
      sleep(ms, signal) {
        const {promise, resolve, reject} = Promise.withResolvers<undefined>();
        sleepers.push({atMs: nowMs + ms, wake: () => resolve(undefined)});
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
        return promise;
      },
    },
  };
  return Object.assign(result, {context});
}

/** Lets everything that can go on now go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
