import test from 'ava';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {nodeOf, takesTraffic} from '../../src/kubernetes/pods.ts';

const pod = (status: string, deletionTimestamp?: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'web', ...(deletionTimestamp === undefined ? {} : {deletionTimestamp})},
  status: {conditions: [{type: 'Ready', status}]},
});

test('a pod takes traffic while it is ready and not being ended', (t) => {
  t.true(takesTraffic(pod('True')));
  t.false(takesTraffic(pod('False')));
  t.false(takesTraffic(pod('True', '2026-01-01T00:00:00Z')));
});

test('a pod that is bound to no node is on none', (t) => {
  t.is(nodeOf(pod('True')), '');
  t.is(nodeOf({...pod('True'), spec: {nodeName: 'worker-1'}}), 'worker-1');
});
