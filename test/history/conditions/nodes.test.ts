import test from 'ava';
import {conditions} from '../../../src/history/conditions/conditions.ts';
import type {EventBody, HistoryEvent} from '../../../src/history/events.ts';
import type {Json, KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {deploy, pod} from '../../scenario/field.ts';

const history = (...bodies: readonly EventBody[]): readonly HistoryEvent[] =>
  bodies.map((body, seq) => ({seq, tMs: seq * 1000, ...body}));

const node = (name: string, status: string, is: 'present' | 'gone' = 'present'): EventBody => ({
  kind: 'object',
  is,
  object: {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name, uid: name},
    status: {conditions: [{type: 'Ready', status}]},
  },
});
const marked = (...names: readonly string[]): EventBody => ({
  kind: 'fault',
  step: 'node-power-off',
  is: 'marked',
  facts: {fault: 'node-power-off', targets: names.map((name) => ({kind: 'node', name, uid: name, node: name}))},
});
const deployed: EventBody = {kind: 'phase', name: 'deploy', is: 'ended', facts: deploy as unknown as Json};
const seen = (object: ReturnType<typeof pod>, is: 'present' | 'gone' = 'present'): EventBody => ({
  kind: 'object',
  is,
  object,
});

test('nodes-not-ready: holds when the API says so of every node that the last fault acts on', (t) => {
  const before = [node('w1', 'True'), node('w2', 'True'), marked('w1', 'w2'), node('w1', 'Unknown')];
  const not = conditions['nodes-not-ready'](history(...before));
  t.false(not.holds);
  t.regex(not.seen, /still Ready: w2/);
  t.true(conditions['nodes-not-ready'](history(...before, node('w2', 'False'))).holds);
});

test('nodes-not-ready: never without a node, on an empty history, or for a node that was never seen', (t) => {
  t.false(conditions['nodes-not-ready']([]).holds);
  t.false(conditions['nodes-not-ready'](history(node('w1', 'Unknown'))).holds);
  t.false(conditions['nodes-not-ready'](history(marked('w1'))).holds);
});

test('replaced: as many ready pods on other nodes as there are replicas', (t) => {
  const begun = [
    deployed,
    ...['a', 'b', 'c'].map((suffix, index) => seen(pod('web', suffix, `w${index + 1}`))),
    marked('w1'),
  ];
  t.false(conditions.replaced(history(...begun)).holds);
  const unready = seen(pod('web', 'd', 'w4', {ready: false}));
  t.false(conditions.replaced(history(...begun, unready)).holds);
  const back = seen(pod('web', 'd', 'w4'));
  t.true(conditions.replaced(history(...begun, unready, back)).holds);
  t.false(conditions.replaced(history(...begun, back, seen(pod('web', 'b', 'w2'), 'gone'))).holds);
  t.false(conditions.replaced(history(...begun, seen(pod('db', 'd', 'w4')))).holds);
});

test('replaced: never before the subject is deployed', (t) => {
  t.false(conditions.replaced([]).holds);
});

const good = (from: number): readonly HistoryEvent[] =>
  Array.from({length: 10}, (_, second) => ({
    seq: 100 + second,
    tMs: from + second * 1000,
    kind: 'tally',
    planned: 100,
    outcomes: {ok: 100},
    lagMs: 0,
  }));
const workload = (status: KubeObject['status'], kind = 'Deployment', spec: object = {}): EventBody => ({
  kind: 'object',
  is: 'present',
  object: {
    apiVersion: 'apps/v1',
    kind,
    spec: spec as NonNullable<KubeObject['spec']>,
    metadata: {name: 'web', namespace: 'shop', generation: 2} as KubeObject['metadata'],
    status: status ?? {},
  },
});
const all = ['a', 'b', 'c'].map((suffix, index) => seen(pod('web', suffix, `w${index + 1}`)));
const since = (sinceMs: number) => ({sinceMs, nowMs: 60_000, availability: 0.999});

test('fully-recovered: all replicas ready and ten good seconds, wherever they run', (t) => {
  t.true(conditions['fully-recovered']([...history(deployed, ...all), ...good(20_000)], since(20_000)).holds);
  t.false(conditions['fully-recovered']([...history(deployed, ...all), ...good(20_000)], since(21_000)).holds);
  const lacking = conditions['fully-recovered'](
    [...history(deployed, ...all.slice(1)), ...good(20_000)],
    since(20_000),
  );
  t.false(lacking.holds);
  t.is(lacking.seen, '2 of 3 replicas ready');
  t.false(conditions['fully-recovered']([], since(0)).holds);
});

test('fully-recovered: good seconds count once the last replica is ready, not while the others carry the load', (t) => {
  const back = seen(pod('web', 'd', 'w4'));
  const lost = seen(pod('web', 'c', 'w3'), 'gone');
  const at = (tMs: number, body: EventBody): HistoryEvent => ({seq: 99, tMs, ...body});
  const holds = (readyMs: number): boolean =>
    conditions['fully-recovered']([...history(deployed, ...all, lost), ...good(20_000), at(readyMs, back)], since(0))
      .holds;
  t.true(holds(20_000));
  t.false(holds(25_000));
  const unready = at(24_000, seen(pod('web', 'a', 'w1', {ready: false})));
  const again = at(24_500, seen(pod('web', 'a', 'w1')));
  t.false(
    conditions['fully-recovered']([...history(deployed, ...all), ...good(20_000), unready, again], since(0)).holds,
    'one that was away in between',
  );
});

test('fully-recovered: a pod that ends is no replica, and a rollout must be at its end', (t) => {
  const gone = pod('web', 'c', 'w3');
  const ending = seen({...gone, metadata: {...gone.metadata, deletionTimestamp: '2026-11-25T10:00:00Z'}});
  t.false(conditions['fully-recovered']([...history(deployed, ...all, ending), ...good(20_000)], since(20_000)).holds);
  const half = workload({observedGeneration: 2, replicas: 4, updatedReplicas: 1});
  const not = conditions['fully-recovered']([...history(deployed, ...all, half), ...good(20_000)], since(20_000));
  t.false(not.holds);
  t.is(not.seen, '1 of 4 replicas of the newest revision');
  t.false(
    conditions['fully-recovered'](
      [
        ...history(deployed, ...all, workload({observedGeneration: 1, replicas: 3, updatedReplicas: 3})),
        ...good(20_000),
      ],
      since(20_000),
    ).holds,
  );
  const done = workload({observedGeneration: 2, replicas: 3, updatedReplicas: 3});
  t.true(
    conditions['fully-recovered']([...history(deployed, ...all, half, done), ...good(20_000)], since(20_000)).holds,
  );
});

test('fully-recovered: a partition keeps its pods of the revision before, OnDelete all, and a DaemonSet counts nodes', (t) => {
  const recovered = (kind: string, status: KubeObject['status'], spec: object = {}) => {
    const owned = all.map((body): EventBody => {
      if (body.kind !== 'object') return body;
      const ownerReferences = [{kind, name: 'web', uid: 'w', controller: true}];
      return {...body, object: {...body.object, metadata: {...body.object.metadata, ownerReferences}}};
    });
    const entry = {...deploy.entry, workload: {kind, name: 'web', namespace: 'shop'}};
    const facts = {...deploy, entry} as unknown as Json;
    const events = history({kind: 'phase', name: 'deploy', is: 'ended', facts}, ...owned, workload(status, kind, spec));
    return conditions['fully-recovered']([...events, ...good(20_000)], since(20_000)).holds;
  };
  const one = {observedGeneration: 2, replicas: 3, updatedReplicas: 1};
  t.false(recovered('StatefulSet', one));
  t.true(recovered('StatefulSet', one, {updateStrategy: {rollingUpdate: {partition: 2}}}));
  t.true(recovered('StatefulSet', {...one, updatedReplicas: 0}, {updateStrategy: {type: 'OnDelete'}}));
  const daemons = (updatedNumberScheduled: number) => ({
    observedGeneration: 2,
    desiredNumberScheduled: 3,
    updatedNumberScheduled,
  });
  t.false(recovered('DaemonSet', daemons(1)));
  t.true(recovered('DaemonSet', daemons(3)));
});
