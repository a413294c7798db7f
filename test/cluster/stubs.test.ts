import test from 'ava';
import type {Api, Cluster} from '../../src/cluster/cluster.ts';
import {withNames} from '../../src/cluster/harness/served-names.ts';
import {callsOf, isStubs, placeStubs, removeStubs, type Stub, stubNames} from '../../src/cluster/stubs.ts';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {HarnessError} from '../../src/system/errors.ts';
import {jumpingClock} from '../jumping-clock.ts';

const corefile =
  'cluster.local:53 {\n    errors\n}\n.:53 {\n    template ANY ANY {\n        rcode NXDOMAIN\n    }\n}\n';
const payments: Stub = {
  name: 'payments',
  port: 8080,
  tls: false,
  latencyMs: 20,
  errorShare: 0.01,
  responses: [{path: '/*', status: 200, headers: {}, body: ''}],
};
const outside: Stub = {...payments, name: 'api.example.com', port: 443, tls: true};

/** An API server of seatrial-system and kube-system, with CoreDNS rolled out at once, whose pods are ready at once. */
function world(here: readonly KubeObject[] = []) {
  const objects = new Map<string, KubeObject>();
  const did: string[] = [];
  const key = (kind: string, name: string) => `${kind}/${name}`;
  const put = (object: KubeObject) => objects.set(key(object.kind, object.metadata.name), object);
  const rolledOut = {observedGeneration: 1, updatedReplicas: 2, availableReplicas: 2, replicas: 2};
  put({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'coredns'}, data: {Corefile: corefile}});
  put({apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'coredns'}, spec: {replicas: 2}, status: rolledOut});
  for (const object of here) put(object);
  const seen = (object: KubeObject): KubeObject => {
    if (object.kind === 'Service') return {...object, spec: {...object.spec, clusterIP: '198.19.200.9'}};
    if (object.kind !== 'Pod') return object;
    const status = {podIP: '198.19.0.7', conditions: [{type: 'Ready', status: 'True'}]};
    return {...object, metadata: {...object.metadata, uid: 'u'}, spec: {...object.spec, nodeName: 'c'}, status};
  };
  const api = {
    get: async (kind: {kind: string}, name: string) => Promise.resolve(objects.get(key(kind.kind, name))),
    list: async ({kind}: {kind: string}) =>
      Promise.resolve({items: [...objects.values()].filter((it) => it.kind === kind), resourceVersion: '1'}),
    apply: async (object: KubeObject) => {
      did.push(`apply ${object.kind} ${object.metadata.namespace}/${object.metadata.name}`);
      put(seen(object));
      return Promise.resolve(seen(object));
    },
    patch: async ({kind}: {kind: string}, name: string, _namespace: string, change: object) => {
      did.push(`patch ${kind} ${name}`);
      put({...(objects.get(key(kind, name)) as KubeObject), ...(kind === 'ConfigMap' ? change : {})});
      return Promise.resolve(objects.get(key(kind, name)));
    },
    delete: async ({kind}: {kind: string}, name: string, namespace: string) => {
      did.push(`delete ${kind} ${namespace}/${name}`);
      objects.delete(key(kind, name));
      return Promise.resolve();
    },
    raw: async (path: string) => Promise.resolve({code: 200, body: path.endsWith('/ca') ? 'CERTIFICATE\n' : '{}'}),
  } as unknown as Api;
  const images = {bring: async (names: readonly string[]) => (did.push(`bring ${names.join()}`), Promise.resolve([]))};
  const effects = {clock: jumpingClock(), signal: new AbortController().signal};
  const place = async (stubs: readonly Stub[]) =>
    placeStubs({cluster: {api, images} as unknown as Cluster, stubs, namespace: 'shop', image: 'sentinel', ...effects});
  return {api, did, objects, place, remove: async () => removeStubs(api, effects)};
}

test('a stub is a Service of the name in the namespace of the subject, with a pod that no fault on a node takes', async (t) => {
  const {did, objects, place} = world();
  t.deepEqual(await place([payments]), [
    {dependency: 'payments', pod: {name: 'stub-payments', namespace: 'seatrial-system', uid: 'u', node: 'c'}},
  ]);
  t.deepEqual(did, [
    'bring sentinel',
    'apply ConfigMap seatrial-system/stub-payments',
    'apply Pod seatrial-system/stub-payments',
    'apply Service shop/payments',
    'apply EndpointSlice shop/payments-stub',
  ]);
  t.like(objects.get('Pod/stub-payments')?.spec, {
    restartPolicy: 'Never',
    nodeSelector: {'node-role.kubernetes.io/control-plane': ''},
    containers: [{securityContext: {runAsNonRoot: true}}],
  });
  t.like(objects.get('Service/payments')?.spec, {ports: [{port: 8080, targetPort: 8080}]});
  t.is(objects.get('Service/payments')?.spec?.['selector'], undefined);
  t.like(objects.get('EndpointSlice/payments-stub'), {
    metadata: {labels: {'kubernetes.io/service-name': 'payments'}},
    endpoints: [{addresses: ['198.19.0.7']}],
    ports: [{port: 8080}],
  });
  const {data} = objects.get('ConfigMap/stub-payments') as unknown as {readonly data: {readonly 'stub.json': string}};
  const config: unknown = JSON.parse(data['stub.json']);
  t.like(config as object, {port: 8080, errorShare: 0.01, latencyMs: 20, names: ['payments', 'payments.shop']});
});

test('a name with dots is answered by cluster DNS, and with TLS the owner can mount what signed it', async (t) => {
  const {api, did, objects, place} = world();
  await place([payments, outside]);
  t.deepEqual(await stubNames(api), ['api.example.com']);
  t.deepEqual(did.slice(-3), [
    'apply ConfigMap shop/seatrial-stub-ca',
    'patch ConfigMap coredns',
    'patch Deployment coredns',
  ]);
  t.deepEqual(objects.get('ConfigMap/seatrial-stub-ca')?.['data'], {'ca.crt': 'CERTIFICATE\n'});
  const service = [...objects.values()].find(({kind, metadata}) => kind === 'Service' && metadata.name !== 'payments');
  t.regex(service?.metadata.name ?? '', /^seatrial-[\da-f]{10}$/);
  t.like(objects.get('Pod/stub-api.example.com')?.spec, {containers: [{securityContext: {runAsUser: 0}}]}, 'port 443');
});

test('no stub, nothing is done', async (t) => {
  const {did, place, remove} = world();
  t.deepEqual(await place([]), []);
  await remove();
  t.deepEqual(did, []);
});

test('removing takes names, pods and what they read, and can be done twice, from any process', async (t) => {
  const other = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'stub-mine', namespace: 'shop', labels: {'seatrial/part': 'stub'}},
  };
  const {api, did, objects, place, remove} = world([other]);
  await place([payments, outside]);
  did.length = 0;
  await remove();
  t.deepEqual(did.slice(0, 2), ['patch ConfigMap coredns', 'patch Deployment coredns']);
  t.deepEqual(did.slice(2).toSorted(), [
    'delete ConfigMap seatrial-system/stub-api.example.com',
    'delete ConfigMap seatrial-system/stub-payments',
    'delete Pod seatrial-system/stub-api.example.com',
    'delete Pod seatrial-system/stub-payments',
  ]);
  t.deepEqual(await stubNames(api), []);
  did.length = 0;
  await remove();
  t.deepEqual(did, []);
  t.true(objects.has('Pod/stub-mine'), 'a pod of the subject with our label is the subject’s');
  t.false(isStubs(other));
});

test('names of an earlier subject are not answered any more, and the rest of the file stays as it was', (t) => {
  const one = withNames(corefile, {'b.example.com': '198.19.200.2', 'a.example.com': '198.19.200.1'});
  t.true(one.startsWith(corefile));
  t.regex(
    one,
    /\na\.example\.com:53 b\.example\.com:53 \{\n {4}errors\n {4}hosts \{\n {8}198\.19\.200\.1 a\.example\.com\n/,
  );
  t.is(withNames(one, {'a.example.com': '198.19.200.1', 'b.example.com': '198.19.200.2'}), one);
  t.notRegex(withNames(one, {'c.example.com': '198.19.200.3'}), /a\.example/);
  t.is(withNames(one, {}), corefile);
});

test('a stub that does not tell is an error, and not nothing', async (t) => {
  const {api} = world();
  const raw = async () => Promise.resolve({code: 503, body: 'no endpoints'});
  await t.throwsAsync(callsOf({...api, raw}, {name: 'payments'}), {instanceOf: HarnessError, code: 'stub-silent'});
});
