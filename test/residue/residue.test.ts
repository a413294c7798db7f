import test from 'ava';
import type {NodeHost} from '../../src/cluster/cluster.ts';
import type {Clock} from '../../src/system/clock.ts';
import {apiLeftovers} from '../../src/residue/api.ts';
import {lookAround, parseAudit} from '../../src/residue/audit.ts';
import {hostLeftovers} from '../../src/residue/hosts.ts';
import {repairResidue} from '../../src/residue/repair.ts';
import {leftoverText, residueBetween} from '../../src/residue/leftover.ts';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {type FakeCluster, fakeCluster, node} from './fake-cluster.ts';

function clock(): Clock {
  let now = 0;
  return {nowMs: () => now, wall: () => new Date(0), sleep: (ms) => ((now += ms), Promise.resolve())};
}

async function residueOf(fake: FakeCluster, change: () => void, except?: string): Promise<readonly string[]> {
  const before = await lookAround(fake.context);
  change();
  return residueBetween(before, await lookAround(fake.context, except)).map(leftoverText);
}

test('a cluster that did not change has no residue, whatever was left over before', async (t) => {
  const fake = fakeCluster();
  fake.objects.push(node('w2', {ready: false}));
  fake.prints['w1'] = 'unit\0kubelet inactive\0';
  t.deepEqual(await residueOf(fake, () => undefined), []);
});

test('nodes: paused, stopped, limited and disconnected ones', (t) => {
  const host = (name: string, wrong: Partial<NodeHost> = {}): NodeHost => {
    return {node: name, id: name, state: 'running', address: '', limits: {}, networks: ['c'], ...wrong};
  };
  const hosts = [
    host('w1', {state: 'paused'}),
    host('w2', {state: 'exited'}),
    host('w3', {limits: {nanoCpus: 500_000_000}}),
    host('w4', {networks: []}),
    host('w5'),
  ];
  t.deepEqual(hostLeftovers(hosts, 'c').map(leftoverText), [
    'node container not running on w1: paused',
    'node container not running on w2: exited',
    'limits on a node container on w3: nanoCpus 500000000',
    "node outside the cluster's network on w4: in no network",
  ]);
});

test('the API: cordons, taints, changed labels, what does not end, and what was added', async (t) => {
  const fake = fakeCluster();
  const found = await residueOf(fake, () => {
    const spec = {unschedulable: true, taints: [{key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule'}]};
    fake.objects[1] = node('w1', {ready: false, spec});
    const gone = {deletionTimestamp: '2026-11-25T10:00:00Z'};
    fake.objects.push(
      {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'stuck', ...gone}},
      {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'scratch'}},
      {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'p', namespace: 'stuck', ...gone}},
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {name: 'q', namespace: 'scratch'},
        spec: {ephemeralContainers: [{name: 'debug'}]},
      },
      {apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: {name: 'b', namespace: 'scratch'}},
      {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name: 'n', namespace: 'scratch'}},
    );
  });
  t.deepEqual(found, [
    'node not Ready on w1: the API says so',
    'cordoned node on w1: unschedulable',
    'taint on w1: node.kubernetes.io/unschedulable=:NoSchedule',
    'namespace that does not end: Namespace stuck',
    'namespace: Namespace scratch',
    'pod outside the namespace of the subject: Pod scratch/q',
    'pod that does not end: Pod stuck/p',
    'ephemeral container: Pod scratch/q',
    'disruption budget: PodDisruptionBudget scratch/b',
    'network policy: NetworkPolicy scratch/n',
  ]);
});

test('the taint that a control-plane node is born with is no leftover; on a worker it is one', (t) => {
  const taint = 'node-role.kubernetes.io/control-plane';
  const tainted = (name: string, labels: Readonly<Record<string, string>>): KubeObject => {
    const {metadata, ...rest} = node(name, {spec: {taints: [{key: taint, effect: 'NoSchedule'}]}});
    return {...rest, metadata: {...metadata, labels}};
  };
  const nodes = [tainted('control', {[taint]: ''}), tainted('w1', {})];
  const found = apiLeftovers({nodes, namespaces: [], pods: [], budgets: [], policies: [], names: []}, undefined);
  t.deepEqual(
    found.filter(({kind}) => kind === 'taint').map(({on}) => on),
    ['w1'],
  );
});

test('a namespace still in use is not residue, its nodes are looked at all the same', async (t) => {
  const fake = fakeCluster();
  const found = await residueOf(
    fake,
    () => {
      fake.objects.push(
        {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}},
        {apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: {name: 'b', namespace: 'shop'}},
      );
      fake.prints['w1'] = 'stopped\x007 999 web\0';
    },
    'shop',
  );
  t.deepEqual(found, ['stopped process on w1: 7 999 web']);
});

test('the policy probe, which comes and goes beside the audit, is neither a leftover nor residue', async (t) => {
  const fake = fakeCluster();
  const metadata = {name: 'policy-probe', namespace: 'seatrial-system', labels: {'seatrial/part': 'policy-probe'}};
  const found = await residueOf(fake, () => {
    fake.objects.push(
      {apiVersion: 'v1', kind: 'Pod', metadata: {...metadata, deletionTimestamp: '2026-11-25T10:00:00Z'}},
      {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata},
    );
  });
  t.deepEqual(found, []);
});

test('stubs belong to a trial while it is there; what is left of them afterwards is residue, and is taken back', async (t) => {
  const fake = fakeCluster();
  const metadata = {name: 'stub-payments', namespace: 'seatrial-system', labels: {'seatrial/part': 'stub'}};
  const names =
    '# seatrial: names of stubs\na.example.com:53 {\n  hosts {\n    198.19.200.9 a.example.com\n  }\n}\n# seatrial: end of the names of stubs';
  const coredns = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'coredns'}, data: {Corefile: names}};
  const before = await lookAround(fake.context);
  fake.objects.push({apiVersion: 'v1', kind: 'Pod', metadata}, coredns);
  t.deepEqual(residueBetween(before, await lookAround(fake.context, 'shop')), []);
  t.deepEqual(residueBetween(before, await lookAround(fake.context)).map(leftoverText), [
    'pod outside the namespace of the subject: Pod seatrial-system/stub-payments',
    'name that DNS answers for a stub: a.example.com',
  ]);
  fake.objects.pop();
  const {left} = await repairResidue(before, {...fake.context, clock: clock(), note: () => undefined});
  t.deepEqual(left, []);
  t.deepEqual(fake.log, ['delete stub-payments']);
});

test('line breaks and tabs in what was seen are kept and frame nothing; an audit that is cut off or says no kind is an error', (t) => {
  t.deepEqual(parseAudit('rule\x004026 iptables raw -A X\tY\nunit\tkubelet failed\0', 'w1'), [
    {kind: 'rule', on: 'w1', what: '4026 iptables raw -A X\tY\nunit\tkubelet failed'},
  ]);
  for (const text of ['noise', 'noise\0x\0', 'unit\0kubelet failed', 'unit\0'])
    t.throws(() => parseAudit(text, 'w1'), {code: 'audit-broken', message: /^The audit of node w1 did not come whole/});
});

test('a node that cannot be asked is a leftover itself', async (t) => {
  const fake = fakeCluster();
  const script = () => Promise.reject(new Error('no such container'));
  const cluster = {...fake.context.cluster, shell: {...fake.context.cluster.shell, script}};
  const seen = await lookAround({...fake.context, cluster});
  t.true(seen.map(leftoverText).includes('node that does not answer on w1: no such container'));
});

test('residue is repaired by what was seen, and then it is gone', async (t) => {
  const fake = fakeCluster();
  const before = await lookAround(fake.context);
  fake.objects[1] = node('w1', {spec: {unschedulable: true}});
  fake.prints['w1'] = 'stopped\x007 999 web\0file\0/run/seatrial-x\0cgroup-value\0abc cpu quota 1, own 0\0';
  const {found, left} = await repairResidue(before, {...fake.context, clock: clock(), note: () => undefined});
  t.is(found.length, 4);
  t.deepEqual(left, []);
  t.deepEqual(fake.log, [
    'patch w1 {"spec":{"unschedulable":null}}',
    'repair w1: stopped; 2; 7; 999; file; 1; /run/seatrial-x',
  ]);
});

test('a paused node is let go first, and what only then shows is repaired too', async (t) => {
  const fake = fakeCluster();
  const before = await lookAround(fake.context);
  fake.state['w1'] = 'paused';
  fake.prints['w1'] = 'unit\0kubelet inactive\0';
  const {left} = await repairResidue(before, {...fake.context, clock: clock(), note: () => undefined});
  t.deepEqual(left, []);
  t.deepEqual(fake.log, ['unpause w1', 'repair w1: unit; 1; kubelet']);
});

test('what cannot be repaired is named when the bound is hit, and what was there before is left alone', async (t) => {
  const fake = fakeCluster();
  fake.prints['cp'] = 'stopped\x005 5 old\0';
  const before = await lookAround(fake.context);
  fake.objects.push({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'scratch'}});
  const {found, left} = await repairResidue(before, {...fake.context, clock: clock(), note: () => undefined});
  t.deepEqual([...found], [...left]);
  t.deepEqual(left.map(leftoverText), ['namespace: Namespace scratch']);
  t.deepEqual(fake.log, []);
});

test('a pod that a subject put beside others is residue; those that were replaced, and helpers that make volumes, are not', async (t) => {
  const fake = fakeCluster();
  const pod = (namespace: string, name: string, metadata: Partial<KubeObject['metadata']> = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, namespace, ...metadata},
  });
  const dns = (name: string): KubeObject =>
    pod('kube-system', name, {
      labels: {'pod-template-hash': '5f'},
      ownerReferences: [{kind: 'ReplicaSet', name: 'coredns-5f', uid: 'u', controller: true}],
    });
  fake.objects.push(dns('coredns-5f-1'));
  const found = await residueOf(
    fake,
    () => {
      fake.objects.splice(-1, 1, dns('coredns-5f-2'));
      fake.objects.push(
        pod('kube-system', 'miner', {labels: {'seatrial/part': 'policy-probe'}}),
        pod('default', 'web-1', {ownerReferences: [{kind: 'Job', name: 'web', uid: 'u', controller: true}]}),
        pod('local-path-storage', 'helper-pod-create-pvc-1'),
        pod('shop', 'own'),
      );
    },
    'shop',
  );
  t.deepEqual(found, [
    'pod outside the namespace of the subject: Pod kube-system/miner',
    'pod outside the namespace of the subject: Pod of Job default/web',
  ]);
});
