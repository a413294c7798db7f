import test from 'ava';
import {host} from '../../src/observe/host.ts';
import {cpuShares, parseHost} from '../../src/observe/host-reading.ts';
import {fakeCluster} from './fake-cluster.ts';

const first = 'cpu  100 0 50 800 20 5 5 20 0 0|1.25|some avg10=12.50 avg60=3.00 avg300=1.00 total=99';
const second = 'cpu  150 0 70 900 20 5 5 50 0 0|1.50|';

test('shares are of all cores between two seconds; steal is not busy', (t) => {
  t.deepEqual(parseHost(first), {total: 1000, idle: 820, steal: 20, load1: 1.25, psiSome10: 12.5});
  t.is(parseHost(second).psiSome10, null);
  t.deepEqual(cpuShares(parseHost(first), parseHost(second)), {stealShare: 0.15, busyShare: 0.35});
  t.deepEqual(cpuShares(parseHost(first), parseHost(first)), {stealShare: 0, busyShare: 0});
});

test('each second but the first is one answer', async (t) => {
  const {context, events, streams, pass} = fakeCluster();
  const running = await host(context);
  streams[0]?.say(first);
  await pass(1000);
  streams[0]?.say(second);
  await running[Symbol.asyncDispose]();
  t.deepEqual(events, [
    {
      kind: 'answer',
      step: 'host',
      answer: {question: 'host', answer: {stealShare: 0.15, busyShare: 0.35, psiSome10: null, load1: 1.5}},
    },
  ]);
});
