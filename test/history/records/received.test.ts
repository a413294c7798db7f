import test from 'ava';
import type {EventBody, HistoryEvent} from '../../../src/history/events.ts';
import {received} from '../../../src/history/records/received.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {isSame, workloadOf} from '../../../src/kubernetes/owners.ts';

const workload = {kind: 'Deployment', name: 'gateway', namespace: 'shop'};
const isEntry = (one: KubeObject): boolean => isSame(workloadOf(one), workload);
const stages = [
  {name: 'peak', windowMs: [1000, 11_000]},
  {name: 'control', windowMs: [11_000, 21_000]},
] as const;

function pod(name: string, owner = 'gateway', probes = {}, isReady = true): EventBody {
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
    status: {conditions: [{type: 'Ready', status: isReady ? 'True' : 'False'}]},
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

test('counts of each stage are differences of the cumulative ones, between readings by interpolation', (t) => {
  const events = history(
    pod('a'),
    counted('a', 500, 100, 1000),
    counted('a', 1500, 110, 2000),
    counted('a', 11_000, 205, 11_500),
    counted('a', 21_000, 505, 41_500),
  );
  t.deepEqual(received(events, isEntry, stages), {
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
  t.deepEqual(received(events, isEntry, [control]).perReplica, {old: 100, idle: 0});
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
  t.is(received(events, isEntry, stages).received['peak']?.connections, 100);
  const command = {readinessProbe: {periodSeconds: 2, exec: {}}};
  const other = history(pod('a', 'gateway', command), counted('a', 1000, 0, 0), counted('a', 11_000, 107, 0));
  t.is(received(other, isEntry, stages).received['peak']?.connections, 107);
});

test('no probe is taken off while a pod boots: nobody asks it, or nothing listens', (t) => {
  const probes = {readinessProbe: {periodSeconds: 1, httpGet: {}}};
  const at = (tMs: number, body: EventBody): HistoryEvent => ({seq: tMs, tMs, ...body});
  const booting = [
    at(0, pod('a', 'gateway', probes)),
    at(2000, pod('a', 'gateway', probes, false)),
    at(9000, pod('a', 'gateway', probes)),
    at(9001, counted('a', 1000, 0, 0)),
    at(11_001, counted('a', 11_000, 103, 0)),
  ];
  // Ready for three of the ten seconds.
  t.is(received(booting, isEntry, stages).received['peak']?.connections, 100);
});

test('all pods count that the entry is made of: a canary beside the stable ones', (t) => {
  const events = history(
    pod('stable'),
    pod('canary', 'gateway-canary'),
    counted('stable', 1000, 0, 0),
    counted('stable', 11_000, 60, 0),
    counted('canary', 1000, 0, 0),
    counted('canary', 11_000, 40, 0),
  );
  t.is(received(events, ({kind}) => kind === 'Pod', stages).received['peak']?.connections, 100);
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
  t.deepEqual(received(events, isEntry, stages), {
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
  t.deepEqual(received(events, isEntry, stages).received['control'], {connections: 40, bytesIn: 1400});
});

test('nothing read is nothing received', (t) => {
  const nothing = {
    received: {peak: {connections: 0, bytesIn: 0}, control: {connections: 0, bytesIn: 0}},
    perReplica: {},
  };
  t.deepEqual(received([], isEntry, stages), nothing);
  t.deepEqual(received(history(pod('a')), isEntry, stages), nothing);
  t.deepEqual(received([], isEntry, []), {received: {}, perReplica: {}});
});
