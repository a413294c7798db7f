import test from 'ava';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {cgroups} from '../../src/observe/cgroups.ts';
import {fakeCluster} from './fake-cluster.ts';

const pod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'web-1', namespace: 'shop', uid: 'uid-1'},
  status: {containerStatuses: [{name: 'app', containerID: 'containerd://c0ffee'}]},
};
const line = 'c0ffee 100 20 3 4 500 1000 6 1 7000 50 5 900';
const row = 'worker,web-1,uid-1,app,c0ffee,127,100,20,3,500,1000,6,1,7000,50,5,900\n';

test('a line of a node becomes a row with the names the API gave; counted = anon + shmem + kernel + socket', async (t) => {
  const {context, samples, streams, watches, pass} = fakeCluster([
    {...pod, metadata: {name: 'dns', namespace: 'kube-system', uid: 'foreign-uid-1'}},
    pod,
  ]);
  const running = await cgroups(context);
  t.deepEqual(
    streams.map(({node}) => node),
    ['control', 'worker'],
  );
  t.true(streams[1]?.script.includes("foreign=' foreign_uid_1 '"));
  watches[0]?.on.event('present', pod);
  await pass(1000);
  streams[1]?.say(line);
  streams[1]?.say('.');
  await running[Symbol.asyncDispose]();
  t.deepEqual(samples, [`1000,${row}`]);
});

test('the CPU that the containers of a node used is told once a reading', async (t) => {
  const {context, events, streams} = fakeCluster();
  const running = await cgroups(context);
  for (const cpuUs of [7000, 7400, 9000]) {
    streams[1]?.say(line.replace('7000', String(cpuUs)));
    streams[1]?.say('.');
  }
  await running[Symbol.asyncDispose]();
  const told = events.flatMap((event) => (event.kind === 'answer' ? [event.answer] : []));
  t.deepEqual(
    told.map(({question, of, answer}) => [question, of?.name, answer]),
    [
      ['cpu', 'worker', {usedUs: 400}],
      ['cpu', 'worker', {usedUs: 1600}],
    ],
  );
});

test('samples that come before the name wait for it, with their own time, but not for ever', async (t) => {
  const {context, samples, streams, watches, pass} = fakeCluster();
  const running = await cgroups(context);
  streams[1]?.say(line);
  streams[1]?.say('other 1 1 1 1 1 1 1 1 1 1 1 1');
  await pass(2000);
  watches[0]?.on.event('present', pod);
  t.deepEqual(samples, [`0,${row}`]);
  await pass(30_000);
  streams[1]?.say('.');
  watches[0]?.on.event('present', {
    ...pod,
    status: {containerStatuses: [{name: 'late', containerID: 'containerd://other'}]},
  });
  t.is(samples.length, 1);
  await running[Symbol.asyncDispose]();
});
