import test from 'ava';
import {noneEnds, wholeAsBefore} from '../../../src/history/conditions/whole.ts';
import type {EventBody, HistoryEvent} from '../../../src/history/events.ts';
import type {Json, KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {deploy, pod} from '../../scenario/field.ts';

const history = (...bodies: readonly EventBody[]): readonly HistoryEvent[] =>
  bodies.map((body, seq) => ({seq, tMs: seq * 1000, ...body}));
const deployed: EventBody = {kind: 'phase', name: 'deploy', is: 'ended', facts: deploy as unknown as Json};
const seen = (object: KubeObject, is: 'present' | 'gone' = 'present'): EventBody => ({kind: 'object', is, object});
const marked: EventBody = {kind: 'fault', step: 'kill', is: 'marked', facts: {fault: 'pod-delete', targets: []}};
const owned = (object: KubeObject, kind: string): KubeObject => ({
  ...object,
  metadata: {...object.metadata, labels: {}, ownerReferences: [{kind, name: 'web', uid: 'o', controller: true}]},
});

const [a, b] = [pod('web', 'a', 'w1'), pod('web', 'b', 'w2')];
const begun = [deployed, seen(a), seen(b), seen(pod('db', 'x', 'w4'))];

test('before any fault the subject is as it was', (t) => {
  t.true(wholeAsBefore([]).holds);
  t.true(wholeAsBefore(history(deployed, seen(pod('web', 'a', 'w1', {ready: false})))).holds);
});

test('a replica that is gone, not ready or being ended is missing until another one is ready', (t) => {
  const going = {...b, metadata: {...b.metadata, deletionTimestamp: '2026-01-01T00:00:00Z'}};
  for (const away of [seen(b, 'gone'), seen(pod('web', 'b', 'w2', {ready: false})), seen(going)]) {
    const held = wholeAsBefore(history(...begun, marked, away));
    t.false(held.holds);
    t.is(held.seen, '1 of 2 pods of Deployment/web ready');
    t.true(wholeAsBefore(history(...begun, marked, away, seen(pod('web', 'c', 'w3')))).holds);
  }
  t.true(wholeAsBefore(history(...begun, marked)).holds);
});

test('every workload counts: one behind the entry, a StatefulSet, a DaemonSet; a single replica too', (t) => {
  t.false(wholeAsBefore(history(...begun, marked, seen(pod('db', 'x', 'w4'), 'gone'))).holds);
  for (const kind of ['StatefulSet', 'DaemonSet']) {
    const events = [deployed, seen(owned(a, kind)), marked, seen(owned(a, kind), 'gone')];
    t.regex(wholeAsBefore(history(...events)).seen, new RegExp(`0 of 1 pods of ${kind}/web`));
  }
});

test('a Job that ends, a pod of nobody and pods of another namespace are not missed', (t) => {
  const job = owned(a, 'Job');
  const foreign = {...a, metadata: {...a.metadata, uid: 'f', namespace: 'kube-system'}};
  for (const object of [job, owned(a, 'Node'), foreign])
    t.true(wholeAsBefore(history(deployed, seen(object), marked, seen(object, 'gone'))).holds);
});

test('a pod ends from when its end was asked for until it is gone; those of Jobs end by themselves', (t) => {
  const going = {...b, metadata: {...b.metadata, deletionTimestamp: '2026-01-01T00:00:00Z'}};
  t.true(noneEnds(history(...begun)).holds);
  t.deepEqual(noneEnds(history(...begun, seen(going))), {holds: false, seen: 'web-5f-b'});
  t.true(noneEnds(history(...begun, seen(going), seen(going, 'gone'))).holds);
  t.true(noneEnds(history(...begun, seen(owned(going, 'Job')))).holds);
  t.true(noneEnds(history(...begun, seen({...going, metadata: {...going.metadata, namespace: 'other'}}))).holds);
});
