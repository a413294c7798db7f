import test from 'ava';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import type {Stub} from '../../../src/cluster/stubs.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {deploySubject} from '../../../src/subject/deploy/deploy.ts';
import {refuseTakenNames, stubClashes} from '../../../src/subject/deploy/stub-clashes.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {jumpingClock} from '../../jumping-clock.ts';
import {fakeApi, fakeCluster} from '../fake-api.ts';
import {deployment, manifestsOf, profile, service} from '../subject.ts';
import {complete, node, subject} from './deploying.ts';

const stub: Stub = {name: 'payments', port: 80, tls: false, latencyMs: 0, errorShare: 0, responses: []};
const clashes = (objects: Parameters<typeof stubClashes>[0], name = 'payments') =>
  stubClashes(objects, [{...stub, name}]);
const taken = (objects: Parameters<typeof stubClashes>[0], name = 'payments') =>
  refuseTakenNames(objects, [{name}], 'seatrial.yaml');

test('a stub whose name a Service of the manifests has is refused', (t) => {
  const error = t.throws(() => taken([service('payments')]), {instanceOf: UsageError, code: 'stub-name-taken'});
  t.regex(error?.hint ?? '', /in-cluster/);
});

test('a Service that points outside is left as its owner wrote it: the stub has the name that it points at', (t) => {
  const pointing = service('payments', {type: 'ExternalName', externalName: 'api.example.com'});
  const error = t.throws(() => taken([pointing]), {instanceOf: UsageError});
  t.is(error?.hint, 'It points at api.example.com: declare the stub under that name.');
  t.notThrows(() => taken([pointing], 'api.example.com'));
});

test('aliases of pods are their owner’s: it is told that their calls do not reach the stub', (t) => {
  const pod = {hostAliases: [{ip: '192.0.2.7', hostnames: ['api.example.com', 'other']}]};
  const [told, ...others] = clashes([deployment('web', {pod}), deployment('db')], 'api.example.com');
  t.regex(told?.what ?? '', /hostAliases answer api\.example\.com with 192\.0\.2\.7: calls .* do not reach the stub/);
  t.like(told?.of, {kind: 'Deployment', name: 'web'});
  t.deepEqual(others, []);
});

test('stubs are there before the first workload that may call them, and are told apart from the subject', async (t) => {
  const ready = (object: KubeObject): KubeObject =>
    object.kind === 'Pod'
      ? {...object, status: {podIP: '198.19.0.7', conditions: [{type: 'Ready', status: 'True'}]}}
      : complete(object);
  const fake = fakeApi({here: [node], see: ready});
  const images = {bring: async () => Promise.resolve([])};
  const list: typeof fake.api.list = async (kind, options) => {
    const {items, resourceVersion} = await fake.api.list(kind, options);
    const within = items.filter(
      ({metadata}) => options?.namespace === undefined || metadata.namespace === options.namespace,
    );
    return {items: kind.kind === 'Pod' ? within : items, resourceVersion};
  };
  const facts = await deploySubject({
    cluster: {...fakeCluster({...fake.api, list}), images} as unknown as Cluster,
    profile: profile({}, {stubs: [stub]}),
    manifests: manifestsOf(subject),
    namespace: 'shop',
    loaded: [],
    patience: {statedMs: 900_000, unstatedMs: 300_000},
    stubImage: 'seatrial/sentinel:dev',
    append: () => undefined,
    clock: jumpingClock(),
    signal: new AbortController().signal,
    note: () => undefined,
    making: {trusted: false, willMake: () => undefined, made: () => undefined},
  });
  const applied = fake.calls.filter((call) => call.startsWith('apply'));
  t.true(applied.indexOf('apply Namespace/shop') < applied.indexOf('apply Pod/stub-payments'));
  t.true(applied.indexOf('apply EndpointSlice/payments-stub') < applied.indexOf('apply Deployment/web'));
  t.like(facts.stubs, [{dependency: 'payments', pod: {name: 'stub-payments', namespace: 'seatrial-system'}}]);
  t.false(
    facts.objects.some(({metadata}) => metadata.name.includes('payments')),
    'the judge judges none of ours',
  );
});
