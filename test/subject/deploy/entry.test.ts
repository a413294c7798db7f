import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {type Entry, entryDeviations, entryServiceFor, findEntries} from '../../../src/subject/deploy/entry.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {deployment, profile, service} from '../subject.ts';

function entryIn(...given: Parameters<typeof findEntries>): Entry {
  const [entry] = findEntries(...given).entries;
  if (entry === undefined) throw new Error('no entry');
  return entry;
}

test('the entry is the Service, its port, and the one workload it selects', (t) => {
  const entry = entryIn([service('web'), deployment('db'), deployment('web')], profile());
  t.is(entry.workload.metadata.name, 'web');
  t.deepEqual(entry.port, {port: 80, targetPort: 'http', protocol: 'TCP'});
});

test('of several workloads the profile names one', (t) => {
  const objects = [service('web', {selector: {tier: 'front'}}), front('web-blue'), front('web-green')];
  t.is(findEntries(objects, profile({workload: 'web-green'})).workload.metadata.name, 'web-green');
});

test('the NodePort has the selector and target of the subject’s own Service', (t) => {
  t.deepEqual(entryServiceFor(entryIn([service('web'), deployment('web')], profile()), 'trial'), {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'seatrial-entry', namespace: 'trial', labels: {'seatrial/part': 'entry'}},
    spec: {
      type: 'NodePort',
      selector: {app: 'web'},
      ports: [{name: 'entry', port: 80, targetPort: 'http', protocol: 'TCP', nodePort: 30_080}],
    },
  });
});

test('the NodePort sends requests to pods that are not ready where the subject’s own Service does', (t) => {
  const published = service('web', {publishNotReadyAddresses: true});
  const copy = entryServiceFor(entryIn([published, deployment('web')], profile()), 'trial');
  t.is(copy.spec?.['publishNotReadyAddresses'], true);
  t.deepEqual(entryDeviations({service: published}), []);
});

test('what chooses among the pods and cannot act on a load from one address outside is a deviation each', (t) => {
  const usual = {sessionAffinity: 'None', internalTrafficPolicy: 'Cluster', externalTrafficPolicy: 'Cluster'};
  t.deepEqual(entryDeviations({service: service('web', usual)}), []);
  const chosen = {
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: {clientIP: {timeoutSeconds: 600}},
    externalTrafficPolicy: 'Local',
    internalTrafficPolicy: 'Local',
    trafficDistribution: 'PreferClose',
  };
  const own = service('web', chosen);
  const annotated = {...own, metadata: {...own.metadata, annotations: {'service.kubernetes.io/topology-mode': 'Auto'}}};
  const found = entryDeviations({service: annotated});
  t.deepEqual(
    found.map(({of, from}) => [of?.name, from]),
    [
      ['web', 'ClientIP'],
      ['web', 'Local'],
      ['web', 'Local'],
      ['web', 'PreferClose'],
      ['web', 'Auto'],
    ],
  );
  t.regex(found[0]?.what ?? '', /^sessionAffinity is left out of the NodePort .*one address/);
  t.deepEqual(
    Object.keys(entryServiceFor(entryIn([own, deployment('web')], profile()), 'trial').spec ?? {}).toSorted(),
    ['ports', 'selector', 'type'],
  );
});

const refused = test.macro(
  (t, objects: readonly KubeObject[], entry: Parameters<typeof profile>[0], message: string, hint: string) => {
    const error = t.throws(() => findEntries(objects, profile(entry)), {instanceOf: UsageError});
    t.is(error?.message, message);
    t.is((error as UsageError | undefined)?.hint, hint);
  },
);

test(
  'no such Service',
  refused,
  [service('wbe'), deployment('web')],
  {},
  'seatrial.yaml: entry.service: the manifests hold no Service web',
  'Did you mean wbe?',
);
test(
  'no Service at all',
  refused,
  [deployment('web')],
  {},
  'seatrial.yaml: entry.service: the manifests hold no Service web',
  'They hold: none.',
);
test(
  'no such port',
  refused,
  [service('web'), deployment('web')],
  {port: 8080},
  'seatrial.yaml: entry.port: the Service web has no port 8080',
  'Its ports are: 80.',
);
test(
  'a selector that meets nothing',
  refused,
  [service('web', {selector: {app: 'wbe'}}), deployment('web')],
  {},
  'seatrial.yaml: entry.service: the selector {"app":"wbe"} of the Service web meets no Deployment, StatefulSet or DaemonSet',
  "Compare it with the labels of the workloads' pod templates.",
);
test(
  'no selector',
  refused,
  [{...service('web'), spec: {ports: [{port: 80}]}}, deployment('web')],
  {},
  'seatrial.yaml: entry.service: the selector {} of the Service web meets no Deployment, StatefulSet or DaemonSet',
  "Compare it with the labels of the workloads' pod templates.",
);
test(
  'a workload that is not selected',
  refused,
  [service('web'), deployment('web')],
  {workload: 'api'},
  'seatrial.yaml: entry.workload: the Service web does not select api',
  'It selects web.',
);
test(
  'several workloads',
  refused,
  [service('web', {selector: {tier: 'front'}}), front('blue'), front('green')],
  {},
  'seatrial.yaml: entry: the Service web selects several workloads: blue, green',
  'Name one under entry.workload.',
);

function front(name: string): KubeObject {
  const object = deployment(name);
  return {...object, spec: {...object.spec, template: {metadata: {labels: {tier: 'front'}}, spec: {containers: []}}}};
}

test('by several Services each has its own port; the shares of the load are told by the first', (t) => {
  const objects = [service('web'), service('api'), deployment('web'), deployment('api')];
  const doors = ['api', 'web'].map((name, index) => ({
    at: `entries[${index}]`,
    service: name,
    port: 80,
    workload: undefined,
  }));
  const {entries, workload} = findEntries(objects, profile({}, {doors}));
  t.is(workload.metadata.name, 'api');
  const made = entries.map((entry, index) => entryServiceFor(entry, 'trial', index));
  t.deepEqual(
    made.map(({metadata, spec}) => [
      metadata.name,
      (spec?.['ports'] as readonly {nodePort: number}[] | undefined)?.[0]?.nodePort,
    ]),
    [
      ['seatrial-entry', 30_080],
      ['seatrial-entry-2', 30_082],
    ],
  );
});

test('without an entry faults are aimed at the only workload, the one that is named, or else a CronJob', (t) => {
  const none = profile({}, {doors: []});
  const cron = {...deployment('nightly'), kind: 'CronJob'};
  t.is(findEntries([deployment('worker'), cron], none).workload.metadata.name, 'worker');
  t.is(findEntries([cron], none).workload.kind, 'CronJob');
  const two = [deployment('worker'), deployment('mailer')];
  t.is(findEntries(two, profile({}, {doors: [], workload: 'mailer'})).workload.metadata.name, 'mailer');
  const error = t.throws(() => findEntries(two, none), {instanceOf: UsageError});
  t.regex(error.message, /several workloads may be meant: Deployment\/worker, Deployment\/mailer/);
  t.throws(() => findEntries([], none), {instanceOf: UsageError, message: /hold no Deployment/});
  t.throws(() => findEntries(two, profile({}, {doors: [], workload: 'other'})), {message: /hold no other/});
});
