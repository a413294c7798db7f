import type {AuditContext} from '../../src/residue/audit.ts';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';

/**
 * A cluster of one control plane and one worker that answers from plain values; a change in them is seen by the next
 * look.
 */
export interface FakeCluster {
  readonly context: AuditContext;
  /** The engine's state of each node. */
  readonly state: Record<string, string>;
  /** What the audit script prints on each node. */
  readonly prints: Record<string, string>;
  readonly objects: KubeObject[];
  /** Why Docker does not answer, when it does not. */
  breaks?: string;
  /** What was done to the cluster. */
  readonly log: string[];
}

export function node(
  name: string,
  changes: {readonly ready?: boolean; readonly spec?: KubeObject['spec']} = {},
): KubeObject {
  const status = {conditions: [{type: 'Ready', status: changes.ready === false ? 'Unknown' : 'True'}]};
  return {apiVersion: 'v1', kind: 'Node', metadata: {name, labels: {zone: 'a'}}, spec: changes.spec ?? {}, status};
}

export function fakeCluster(): FakeCluster {
  const state: Record<string, string> = {cp: 'running', w1: 'running'};
  const prints: Record<string, string> = {cp: '', w1: ''};
  const objects: KubeObject[] = [
    node('cp'),
    node('w1'),
    {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'kube-system'}},
  ];
  const log: string[] = [];
  const ok = (stdout: string) => Promise.resolve({stdout, stderr: '', exitCode: 0, durationMs: 1});
  const nodes = [
    {name: 'cp', role: 'control-plane', zone: '', address: '198.18.16.2'},
    {name: 'w1', role: 'worker', zone: 'a', address: '198.18.16.3'},
  ] as const;
  const cluster = {
    name: 'c',
    nodes,
    api: {
      get: (_kind: unknown, name: string) => Promise.resolve(objects.find((object) => object.metadata.name === name)),
      delete: (_kind: unknown, name: string) => {
        log.push(`delete ${name}`);
        objects.splice(
          objects.findIndex((object) => object.metadata.name === name),
          1,
        );
        return Promise.resolve();
      },
      list: (kind: {readonly kind: string}) =>
        Promise.resolve({items: objects.filter((object) => object.kind === kind.kind), resourceVersion: '1'}),
      patch: (_kind: unknown, name: string, _namespace: unknown, patch: unknown) => {
        log.push(`patch ${name} ${JSON.stringify(patch)}`);
        const index = objects.findIndex((object) => object.metadata.name === name);
        objects[index] = node(name);
        return Promise.resolve(node(name));
      },
    },
    shell: {
      script: (on: string, _script: string, args: readonly string[] = []) => {
        if (args.length === 1 && (args[0] === 'worker' || args[0] === 'control-plane')) return ok(prints[on] ?? '');
        log.push(`repair ${on}: ${args.join('; ')}`);
        prints[on] = '';
        return ok('0');
      },
    },
    power: {
      survey: () =>
        fake.breaks === undefined
          ? Promise.resolve(
              Object.entries(state).map(([name, is]) => {
                return {node: name, id: name, state: is, address: '', limits: {}, networks: ['c']};
              }),
            )
          : Promise.reject(new Error(fake.breaks)),
      unpause: (on: string) => {
        log.push(`unpause ${on}`);
        state[on] = 'running';
        return Promise.resolve();
      },
    },
  };
  const fake: FakeCluster = {
    state,
    prints,
    objects,
    log,
    context: {
      // Only what an audit asks of a cluster.
      cluster: cluster as unknown as AuditContext['cluster'],
      signal: new AbortController().signal,
    },
  };
  return fake;
}
