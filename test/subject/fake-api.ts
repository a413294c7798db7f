import {ApiError} from '../../src/cluster/api/api-error.ts';
import type {Api, Cluster, Kind} from '../../src/cluster/cluster.ts';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {definedKinds} from '../../src/subject/adapt/definitions.ts';

/** The server, what it was asked, and what it holds now. */
export interface FakeApi {
  readonly api: Api;
  /** `apply Kind/name`, `dry-run Kind/name`, `delete Kind/name`, in order. */
  readonly calls: readonly string[];
  readonly objects: ReadonlyMap<string, KubeObject>;
}

const served: Readonly<Record<string, readonly (readonly [string, boolean])[]>> = {
  '/api/v1': [
    ['Pod', true],
    ['Service', true],
    ['ConfigMap', true],
    ['ServiceAccount', true],
    ['PersistentVolumeClaim', true],
    ['Namespace', false],
    ['Node', false],
  ],
  '/apis/batch/v1': [['Job', true]],
  '/apis/apps/v1': [
    ['Deployment', true],
    ['StatefulSet', true],
    ['DaemonSet', true],
  ],
  '/apis/apiextensions.k8s.io/v1': [['CustomResourceDefinition', false]],
  '/apis/rbac.authorization.k8s.io/v1': [
    ['ClusterRole', false],
    ['RoleBinding', true],
  ],
};

const groups = Object.keys(served)
  .filter((path) => path.startsWith('/apis/'))
  .map((path) => ({versions: [{groupVersion: path.replace('/apis/', '')}]}));

/**
 * An API server in memory. `see` gives an object as its controllers would have left it; `refuse` gives the server's
 * words.
 */
export function fakeApi(
  options: {
    readonly here?: readonly KubeObject[];
    readonly see?: (object: KubeObject) => KubeObject;
    readonly refuse?: (object: KubeObject) => string | undefined;
    /** What stays although it was to be deleted with that grace. */
    readonly holds?: (object: KubeObject, gracePeriodSeconds: number | undefined) => boolean;
  } = {},
): FakeApi {
  const {here = [], see = (object) => object, refuse = () => undefined, holds = () => false} = options;
  const calls: string[] = [];
  let uids = 0;
  const objects = new Map(here.map((it) => [keyOf(it, it.metadata.name), it]));
  const unused = () => {
    throw new Error('not part of this test');
  };
  const api: Api = {
    async create(object, options = {}) {
      if (objects.has(keyOf(object, object.metadata.name)))
        throw new ApiError('POST', '/x', 409, 'AlreadyExists', object.metadata.name);
      return api.apply(object, options);
    },
    evict: unused,
    watch: unused,
    async get(kind, name) {
      const found = objects.get(keyOf(kind, name));
      return Promise.resolve(found === undefined ? undefined : see(found));
    },
    async list(kind) {
      const items = [...objects.values()].filter((it) => it.kind === kind.kind).map(see);
      return Promise.resolve({items, resourceVersion: '1'});
    },
    async apply(object, {dryRun = false} = {}) {
      calls.push(`${dryRun ? 'dry-run' : 'apply'} ${object.kind}/${object.metadata.name}`);
      const words = refuse(object);
      if (words !== undefined) throw new ApiError('PATCH', '/x', 422, 'Invalid', words);
      const uid = objects.get(keyOf(object, object.metadata.name))?.metadata.uid ?? `uid-${(uids += 1)}`;
      const made = {...object, metadata: {...object.metadata, uid}};
      if (!dryRun) objects.set(keyOf(object, object.metadata.name), made);
      return Promise.resolve(made);
    },
    async patch(kind, name, _namespace, patch) {
      const before = objects.get(keyOf(kind, name));
      if (before === undefined) throw new ApiError('PATCH', '/x', 404, 'NotFound', name);
      const {annotations, labels, finalizers} = (patch as {readonly metadata: Partial<KubeObject['metadata']>})
        .metadata;
      const {metadata} = before;
      const after = {
        ...before,
        metadata: {
          ...metadata,
          annotations: {...metadata.annotations, ...annotations},
          ...(labels === undefined ? {} : {labels}),
          ...(finalizers === undefined ? {} : {finalizers: []}),
        },
      };
      objects.set(keyOf(kind, name), after);
      return Promise.resolve(after);
    },
    async delete(kind, name, _namespace, {gracePeriodSeconds, preconditions} = {}) {
      calls.push(`delete ${kind.kind}/${name}`);
      const found = objects.get(keyOf(kind, name));
      if (preconditions !== undefined && found?.metadata.uid !== preconditions.uid)
        throw new ApiError('DELETE', '/x', 409, 'Conflict', name);
      if (found !== undefined && holds(found, gracePeriodSeconds)) return;
      objects.delete(keyOf(kind, name));
      return Promise.resolve();
    },
    async raw(path) {
      const own = definedKinds([...objects.values()]).filter(({apiVersion}) => path === `/apis/${apiVersion}`);
      const kinds = served[path] ?? own.map(({kind, namespaced}) => [kind, namespaced] as const);
      if (path === '/version') return Promise.resolve({code: 200, body: JSON.stringify({gitVersion: 'v1.34.4'})});
      if (path === '/apis') return Promise.resolve({code: 200, body: JSON.stringify({groups})});
      if (kinds.length === 0) return Promise.resolve({code: 404, body: ''});
      return Promise.resolve({
        code: 200,
        body: JSON.stringify({resources: kinds.map(([kind, namespaced]) => ({name: kind, kind, namespaced}))}),
      });
    },
  };
  return {api, calls, objects};
}

/** A cluster with nothing but that API, whose entry is reached at 198.18.16.2. */
export function fakeCluster(api: Api): Cluster {
  return {api, entry: (port: number) => ({host: '198.18.16.2', port, proxied: false})} as unknown as Cluster;
}

function keyOf({kind}: Kind, name: string): string {
  return `${kind}/${name}`;
}
