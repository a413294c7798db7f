import test from 'ava';
import {entryPods} from '../../src/observe/entry-pods.ts';
import {fakeCluster} from './fake-cluster.ts';

test('what a pod of the subject received is an answer of that pod; strangers are passed over', async (t) => {
  const {context, events, streams, watches, pass} = fakeCluster();
  const running = await entryPods(context);
  watches[0]?.on.event('present', {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'web-1', uid: 'uid-1'}});
  await pass(1000);
  streams[1]?.say('uid-1 10 200 3000');
  streams[1]?.say('uid-2 1 1 1');
  streams[1]?.say('.');
  await running[Symbol.asyncDispose]();
  t.deepEqual(events, [
    {
      kind: 'answer',
      step: 'entry-pod',
      answer: {
        question: 'received',
        of: {kind: 'Pod', name: 'web-1', namespace: 'shop', uid: 'uid-1'},
        answer: {passiveOpens: 10, inSegs: 200, inOctets: 3000, tMs: 1000},
      },
    },
  ]);
});
