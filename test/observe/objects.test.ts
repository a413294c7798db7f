import test from 'ava';
import {objects} from '../../src/observe/objects.ts';
import {fakeCluster} from './fake-cluster.ts';

test("objects come as the server sent them, without managed fields and a node's images; holes are gaps of api", async (t) => {
  const {context, events, times, watches} = fakeCluster();
  const running = await objects(context);
  const watch = (kind: string) => watches.find((candidate) => candidate.kind === kind);
  t.deepEqual(watch('Pod')?.options, {namespace: 'shop'});
  t.deepEqual(watch('Node')?.options, {});
  const metadata = {name: 'web-1', managedFields: [{manager: 'kubelet'}]};
  watch('Pod')?.on.event('gone', {apiVersion: 'v1', kind: 'Pod', metadata, status: {phase: 'Running'}});
  watch('Node')?.on.event('present', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name: 'n'},
    status: {images: [], phase: 'x'},
  });
  watch('Event')?.on.event('present', {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {name: 'e'},
    lastTimestamp: '2026-01-01T00:00:00Z',
  });
  watch('Pod')?.on.gap(1500);
  await running[Symbol.asyncDispose]();
  t.deepEqual(events, [
    {
      kind: 'object',
      is: 'gone',
      object: {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'web-1'}, status: {phase: 'Running'}},
    },
    {
      kind: 'object',
      is: 'present',
      object: {apiVersion: 'v1', kind: 'Node', metadata: {name: 'n'}, status: {phase: 'x'}},
    },
    {
      kind: 'object',
      is: 'present',
      object: {apiVersion: 'v1', kind: 'Event', metadata: {name: 'e'}, lastTimestamp: '2026-01-01T00:00:00Z'},
    },
    {kind: 'gap', channel: 'api', of: {kind: 'Pod', name: '*', namespace: 'shop'}, fromMs: 500},
  ]);
  t.deepEqual(times, [undefined, undefined, '2026-01-01T00:00:00Z', undefined]);
});
