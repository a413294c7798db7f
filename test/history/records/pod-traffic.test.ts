import test from 'ava';
import type {EventBody, HistoryEvent} from '../../../src/history/events.ts';
import {foreign, recorded} from './events.ts';
import {allReportedSince, podTraffic, received} from '../../../src/history/records/pod-traffic.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';

const workload = {kind: 'Deployment', name: 'gateway', namespace: 'shop'};
const stages = [
  {name: 'peak', windowMs: [1000, 11_000]},
  {name: 'control', windowMs: [11_000, 21_000]},
] as const;

function pod(name: string, owner = 'gateway', probes = {}): EventBody {
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      labels: {'pod-template-hash': 'abc'},
      ownerReferences: [{kind: 'ReplicaSet', name: `${owner}-abc`, uid: 'r', controller: true}],
    },
    spec: {containers: [{name: 'app', ...probes}]},
  };
  return {kind: 'object', is: 'present', object};
}

function counted(name: string, tMs: number, passiveOpens: number, inOctets: number): EventBody {
  const of = {kind: 'Pod', name, namespace: 'shop', uid: `uid-${name}`};
  return {
    kind: 'answer',
    step: 'entry-pod',
    answer: {question: 'received', of, answer: {passiveOpens, inSegs: 0, inOctets, tMs}},
  };
}

function history(...bodies: readonly EventBody[]): readonly HistoryEvent[] {
  return bodies.map((body, seq) => ({seq, tMs: seq, ...body}));
}

test('a foreign answer is no reading', (t) => {
  t.deepEqual(podTraffic(recorded(...foreign('received'))), []);
});

test('counts of each stage are differences of the cumulative ones, between readings by interpolation', (t) => {
  const events = history(
    pod('a'),
    counted('a', 500, 100, 1000),
    counted('a', 1500, 110, 2000),
    counted('a', 11_000, 205, 11_500),
    counted('a', 21_000, 505, 41_500),
  );
  t.deepEqual(received(events, workload, stages), {
    received: {peak: {connections: 100, bytesIn: 10_000}, control: {connections: 300, bytesIn: 30_000}},
    perReplica: {a: 400},
  });
});

test('a pod that came after a stage, or idled in it, is told apart', (t) => {
  const [, control] = stages;
  const old = [counted('old', 11_000, 0, 0), counted('old', 21_000, 100, 0)];
  const events = history(
    pod('old'),
    ...old,
    pod('idle'),
    counted('idle', 11_000, 7, 0),
    counted('idle', 21_000, 7, 0),
    pod('new'),
    counted('new', 22_000, 5, 0),
    counted('new', 30_000, 90, 0),
  );
  t.deepEqual(received(events, workload, [control]).perReplica, {old: 100, idle: 0});
});

test("the kubelet's probes are taken off, those that run a command are not", (t) => {
  const probes = {
    readinessProbe: {periodSeconds: 2, httpGet: {}},
    livenessProbe: {periodSeconds: 5, tcpSocket: {}},
    startupProbe: {exec: {}},
  };
  const events = history(
    pod('a', 'gateway', probes),
    counted('a', 1000, 0, 0),
    counted('a', 11_000, 107, 0),
    counted('a', 21_000, 214, 0),
  );
  t.is(received(events, workload, stages).received['peak']?.connections, 100);
  const command = {readinessProbe: {periodSeconds: 2, exec: {}}};
  const other = history(pod('a', 'gateway', command), counted('a', 1000, 0, 0), counted('a', 11_000, 107, 0));
  t.is(received(other, workload, stages).received['peak']?.connections, 107);
});

test('pods of another workload do not count; a pod that was born or died counts while it was read', (t) => {
  const events = history(
    pod('a'),
    pod('b'),
    pod('db', 'orders'),
    counted('a', 1000, 0, 0),
    counted('a', 9000, 80, 0),
    counted('db', 1000, 0, 0),
    counted('db', 21_000, 999, 0),
    counted('b', 12_000, 2, 0),
    counted('b', 21_000, 92, 0),
  );
  t.deepEqual(received(events, workload, stages), {
    received: {peak: {connections: 80, bytesIn: 0}, control: {connections: 90, bytesIn: 0}},
    perReplica: {a: 80, b: 90},
  });
});

test('a pod that comes back with its node counts from zero again: nothing is lost, and no probe taken off while it was away', (t) => {
  const probes = {livenessProbe: {periodSeconds: 1, tcpSocket: {}}};
  const events = history(
    pod('a', 'gateway', probes),
    counted('a', 11_000, 500, 9000),
    counted('a', 13_000, 522, 9900),
    counted('a', 19_000, 0, 0),
    counted('a', 21_000, 22, 500),
  );
  t.deepEqual(received(events, workload, stages).received['control'], {connections: 40, bytesIn: 1400});
});

test('nothing read is nothing received', (t) => {
  const nothing = {
    received: {peak: {connections: 0, bytesIn: 0}, control: {connections: 0, bytesIn: 0}},
    perReplica: {},
  };
  t.deepEqual(received([], workload, stages), nothing);
  t.deepEqual(received(history(pod('a')), workload, stages), nothing);
  t.deepEqual(received([], workload, []), {received: {}, perReplica: {}});
});

test('all have reported once each pod that spoke shortly before has spoken since', (t) => {
  const at = (tMs: number, name: string): HistoryEvent => ({seq: 0, ...counted(name, tMs, 1, 1), tMs});
  const before = [at(1000, 'gone'), at(9000, 'a'), at(9500, 'b')];
  t.false(allReportedSince([], 10_000));
  t.false(allReportedSince(before, 10_000));
  t.false(allReportedSince([...before, at(10_100, 'a')], 10_000));
  t.true(allReportedSince([...before, at(10_100, 'a'), at(10_600, 'b')], 10_000));
});
