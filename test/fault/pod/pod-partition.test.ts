import test from 'ava';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {podPartition, type PodPartitionReading} from '../../../src/fault/pod/pod-partition.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {fakeCluster, nodeObject, podObject, podTarget, reread} from '../fake-cluster.ts';

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'web', namespace: 'shop'},
  spec: {selector: {app: 'web'}, clusterIPs: ['198.19.200.7', 'fd00::7'], ports: [{port: 80, targetPort: 'http'}]},
};
const web = podObject('a');
const pod = {
  ...web,
  metadata: {...web.metadata, labels: {...web.metadata.labels, app: 'web'}},
  spec: {nodeName: 'w1', containers: [{name: 'app', ports: [{name: 'http', containerPort: 8080}]}]},
  status: {podIP: '198.19.1.5'},
};

test('everybody, or other pods and services alone; the node is always spared', async (t) => {
  const fake = fakeCluster([pod, service, nodeObject('w1'), nodeObject('w2')]);
  fake.script = () => '0';
  const all = reread(await podPartition.mark([podTarget('a')], {}, fake.tools));
  t.like(all, {
    from: 'everybody',
    sources: [],
    pods: [{pod: 'web-5f-a', address: '198.19.1.5', port: 8080}],
  });
  const peers = reread(await podPartition.mark([podTarget('a')], {from: 'peers'}, fake.tools));
  t.deepEqual(peers.sources, ['198.19.1.0/24', '198.19.1.0/24', '198.19.200.7']);
  fake.did.length = 0;
  await podPartition.inject(peers, fake.tools);
  t.regex(
    fake.did[0] ?? '',
    new RegExp(
      `^script w1 shop web-5f-a .* seatrial-fault-${peers.id} 198.18.40.3 198.19.1.0/24 198.19.1.0/24 198.19.200.7$`,
      's',
    ),
  );
  await t.throwsAsync(async () => podPartition.mark([podTarget('a')], {from: 'them' as 'peers'}, fake.tools), {
    instanceOf: UsageError,
  });
});

test('whether a pod is reached is asked from another node than its own, which is spared', async (t) => {
  const askers = async (node: string): Promise<readonly string[]> => {
    const there = {...pod, spec: {...pod.spec, nodeName: node}};
    const fake = fakeCluster([there, service]);
    fake.script = () => 'closed';
    const mark = await podPartition.mark([{...podTarget('a'), node}], {}, fake.tools);
    fake.did.length = 0;
    await podPartition.read(mark, fake.tools);
    return fake.did.flatMap((did) => (did.includes('198.19.1.5 8080') ? [did.split(' ')[1] ?? ''] : []));
  };
  t.deepEqual(await askers('w1'), ['c']);
  t.deepEqual(await askers('c'), ['w1'], 'a stub is on the control plane');
});

test('the undo takes the rules out where the pod still is, and a pod that is gone took them along', async (t) => {
  const fake = fakeCluster([pod, service]);
  const mark = reread(await podPartition.mark([podTarget('a')], {}, fake.tools));
  fake.did.length = 0;
  await podPartition.undo(mark, fake.tools);
  t.is(fake.did.length, 2);
  const gone = {
    ...fake.tools.cluster.shell,
    script: () => Promise.resolve({stdout: '', stderr: 'no running sandbox', exitCode: 125, durationMs: 1}),
  };
  const cluster = {...fake.tools.cluster, shell: gone} as unknown as Cluster;
  await t.notThrowsAsync(async () => podPartition.undo(mark, {...fake.tools, cluster}));
  await fake.tools.cluster.power.kill(['w1']);
  fake.did.length = 0;
  await podPartition.undo(mark, fake.tools);
  t.deepEqual(fake.did, []);
});

test('pods that keep their users are asked in turn while it lasts, and every answer is told', async (t) => {
  const fake = fakeCluster([pod, service]);
  const mark = await podPartition.mark([podTarget('a')], {from: 'peers'}, fake.tools);
  const asked: string[] = [];
  const sent: unknown[] = [];
  const stop = new AbortController();
  const api = {
    ...fake.tools.cluster.api,
    raw: (path: string, {headers}: {readonly headers?: unknown} = {}) => {
      asked.push(path);
      sent.push(headers);
      if (asked.length === 3) stop.abort();
      return Promise.resolve({code: path.endsWith('/b') ? 503 : 200, body: ''});
    },
  };
  const directRequests = [
    {name: 'a', path: '/a', headers: {'x-tenant': 'a'}, statuses: [200], withinMs: 5000},
    {name: 'b', path: '/b', headers: {}, statuses: [200], withinMs: 5000},
  ];
  const cluster = {...fake.tools.cluster, api};
  await podPartition.inject(mark, {...fake.tools, cluster, signal: stop.signal, directRequests});
  t.deepEqual(
    asked,
    ['a', 'b', 'a'].map((name) => `/api/v1/namespaces/shop/pods/web-5f-a:8080/proxy/${name}`),
  );
  t.deepEqual(sent, [{'x-tenant': 'a'}, {}, {'x-tenant': 'a'}]);
  t.deepEqual(
    fake.told
      .map(({answer}) => answer as {readonly question: string; readonly status: number; readonly good: boolean})
      .map(({question, status, good}) => `${question} ${status} ${good}`)
      .toSorted(),
    ['a 200 true', 'a 200 true', 'b 503 false'],
  );
});

const like = (name: string, changes: {readonly ready?: boolean; readonly owner?: string} = {}) => ({
  ...pod,
  metadata: {
    ...pod.metadata,
    name,
    uid: `uid of ${name}`,
    ownerReferences: [{kind: 'StatefulSet', name: changes.owner ?? 'web', uid: 'o', controller: true}],
  },
  status: {podIP: '198.19.1.6', conditions: [{type: 'Ready', status: changes.ready === false ? 'False' : 'True'}]},
});

test('replicas like it are asked the same meanwhile, at the port that the load enters by; before it the pod alone', async (t) => {
  const victim = {...like('web-5f-a'), metadata: {...like('web-5f-a').metadata, uid: 'uid-a'}};
  const entry = {
    ...service,
    metadata: {name: 'seatrial-entry', namespace: 'shop', labels: {'seatrial/part': 'entry'}},
    spec: {...service.spec, ports: [{port: 80, targetPort: 9898}]},
  };
  const fake = fakeCluster([
    service,
    entry,
    victim,
    like('web-b'),
    like('web-c'),
    like('web-d'),
    like('web-0', {ready: false}),
    like('db-0', {owner: 'db'}),
  ]);
  const mark = reread(await podPartition.mark([podTarget('a')], {from: 'peers'}, fake.tools));
  t.deepEqual(
    mark.others.map(({pod: name, port}) => [name, port]),
    [
      ['web-b', 9898],
      ['web-c', 9898],
    ],
  );
  const all = reread(await podPartition.mark([podTarget('a')], {}, fake.tools));
  t.deepEqual(all.others, [], 'who is cut off from everybody is asked nothing');
  const asked: string[] = [];
  const stop = new AbortController();
  const raw = (path: string, {timeoutMs}: {readonly timeoutMs: number}) => {
    asked.push(`${/pods\/([^:]+)/.exec(path)?.[1]} ${timeoutMs}`);
    if (asked.length === 9) stop.abort();
    return Promise.resolve({code: 200, body: ''});
  };
  const tools = {
    ...fake.tools,
    cluster: {...fake.tools.cluster, api: {...fake.tools.cluster.api, raw}} as unknown as Cluster,
    directRequests: [{name: 'a', path: '/a', headers: {}, statuses: [200], withinMs: 5000}],
  };
  await podPartition.ask?.(mark, tools);
  t.deepEqual(
    asked,
    Array.from({length: 6}, () => 'web-5f-a 5000'),
  );
  await podPartition.ask?.(all, tools);
  t.is(asked.length, 6);
  await podPartition.inject(mark, {...tools, signal: stop.signal});
  t.deepEqual(asked.slice(6), ['web-5f-a 5000', 'web-b 5000', 'web-c 5000']);
  t.like(fake.told.at(-1), {answer: {withinMs: 5000}});
});

test('a receipt is a count in every pod and, unless users keep it, a pod that is reached no more', (t) => {
  const of = (
    dropped: number,
    reached: boolean | null,
    from: PodPartitionReading['from'] = 'everybody',
  ): PodPartitionReading => ({
    from,
    pods: [{pod: 'p', uid: 'u', dropped, reached}],
  });
  t.true(podPartition.proves(of(0, true), of(3, false)));
  t.false(podPartition.proves(of(0, true), of(3, true)));
  t.false(podPartition.proves(of(0, true), of(0, false)));
  t.true(podPartition.proves(of(0, null), of(3, null)));
  t.true(podPartition.proves(of(0, true, 'peers'), of(3, true, 'peers')));
  t.false(podPartition.proves(of(0, true), {from: 'everybody', pods: []}));
});
