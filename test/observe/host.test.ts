import test from 'ava';
import {host} from '../../src/observe/host.ts';
import {cpuShares, leastInFlight, parseHost, stalledDisks} from '../../src/observe/host-reading.ts';
import {fakeCluster} from './fake-cluster.ts';

const first = 'cpu  100 0 50 800 20 5 5 20 0 0|1.25|some avg10=12.50 avg60=3.00 avg300=1.00 total=99';
const second = 'cpu  150 0 70 900 20 5 5 50 0 0|1.50|';

test('shares are of all cores between two seconds; steal is not busy', (t) => {
  t.deepEqual(parseHost(first), {total: 1000, idle: 820, steal: 20, load1: 1.25, psiSome10: 12.5, disks: []});
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

const disks = (sda: string, more = ''): ReturnType<typeof parseHost> => parseHost(`${first}|sda ${sda};${more}`);

test('a disk stands still while requests are in flight and none completes, and only then', (t) => {
  const none = new Map<string, number>();
  t.deepEqual(disks('120 3', 'nvme0n1 7 0;').disks, [
    {name: 'sda', completed: 120, inFlight: 3},
    {name: 'nvme0n1', completed: 7, inFlight: 0},
  ]);
  t.deepEqual(stalledDisks(disks('120 3'), disks('120 5'), none), ['sda']);
  t.deepEqual(stalledDisks(disks('120 3'), disks('121 5'), none), [], 'one completed');
  t.deepEqual(stalledDisks(disks('120 0'), disks('120 5'), none), [], 'nothing was in flight before');
  t.deepEqual(stalledDisks(disks('120 3'), disks('120 0'), none), [], 'nothing is in flight any more');
  t.deepEqual(stalledDisks(parseHost(first), disks('120 3'), none), [], 'it was not there before');
  t.deepEqual(stalledDisks(parseHost(first), parseHost(second), none), [], 'a kernel that tells nothing of disks');
});

test('a kernel that lost count of what is in flight is not a disk that stands still', (t) => {
  const seen = [disks('120 1'), disks('130 4'), disks('130 1')];
  const idle = seen.reduce(leastInFlight, new Map<string, number>());
  t.deepEqual([...idle], [['sda', 1]]);
  t.deepEqual(stalledDisks(disks('130 1'), disks('130 1'), idle), []);
  t.deepEqual(stalledDisks(disks('130 2'), disks('130 3'), idle), ['sda']);
});
