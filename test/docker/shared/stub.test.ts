import test from 'ava';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {askDns, nameUnknown, noError} from '../../../src/cluster/harness/dns-query.ts';
import {sentinelImageOf, sentinelOn} from '../../../src/cluster/harness/sentinels.ts';
import {systemNamespace} from '../../../src/cluster/labels.ts';
import {inPodNetwork, type PodPlace} from '../../../src/cluster/pod-network.ts';
import {callsOf, placeStubs, removeStubs, type Stub} from '../../../src/cluster/stubs.ts';
import {podPartition} from '../../../src/fault/pod/pod-partition.ts';
import {lookAround} from '../../../src/residue/audit.ts';
import {leftoverText, residueBetween} from '../../../src/residue/leftover.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {waitFor} from '../../../src/system/wait.ts';
import {giveBack, testCluster} from './test-cluster.ts';

const namespace = 'stubbed';
const namespaceKind = {apiVersion: 'v1', kind: 'Namespace'};
const {signal} = new AbortController();
const payments: Stub = {
  name: 'payments',
  port: 8080,
  tls: false,
  latencyMs: 0,
  errorShare: 0,
  responses: [
    {method: 'POST', path: '/v1/charges', status: 201, headers: {'x-id': '7'}, body: '{"ok":true}', latencyMs: 300},
    {path: '/v1/*', status: 200, headers: {}, body: 'hello'},
  ],
};
const outside: Stub = {...payments, name: 'api.example.com', port: 443, tls: true, errorShare: 0.5};

test.after.always('give the cluster back', giveBack);

test.serial(
  'a stub answers under the name of its dependency, counts its calls, is cut off like any pod, and leaves nothing',
  async (t) => {
    const cluster = await testCluster();
    const {api, shell, nodes} = cluster;
    const worker = nodes.find(({role}) => role === 'worker')?.name ?? '';
    const from: PodPlace = {node: worker, namespace: systemNamespace, pod: (await sentinelOn(api, worker)) ?? ''};
    const before = await lookAround({cluster, signal});
    await api.apply({...namespaceKind, metadata: {name: namespace}});
    try {
      const image = await sentinelImageOf(api);
      const placing = {cluster, stubs: [payments, outside], namespace, image, clock, signal};
      const begunMs = clock.nowMs();
      const placed = await placeStubs(placing);
      t.log(`two stubs, one with a name of DNS, were there after ${((clock.nowMs() - begunMs) / 1000).toFixed(1)} s`);
      t.deepEqual(
        placed.map(({dependency, pod}) => `${dependency} ${pod.node === nodes[0]?.name}`),
        ['payments true', 'api.example.com true'],
        'on the control plane',
      );

      const dns = await addressOf(cluster, 'Service', 'kube-dns', 'kube-system');
      t.like(await askDns(shell, from, dns, `payments.${namespace}.svc.cluster.local`), {code: noError, records: 1});
      t.like(await askDns(shell, from, dns, 'api.example.com'), {code: noError, records: 1});
      t.like(await askDns(shell, from, dns, 'other.example.com'), {code: nameUnknown, records: 0});

      const plain = `http://${await addressOf(cluster, 'Service', 'payments', namespace)}:8080`;
      t.is(await call(cluster, from, ['-X', 'POST', '-d', '{}', `${plain}/v1/charges?a=b`]), '{"ok":true} 201');
      t.is(await call(cluster, from, [`${plain}/v1/refunds`]), 'hello 200');
      t.is(await call(cluster, from, [`${plain}/v2`]), ' 404');
      t.like(await callsOf(api, payments), {calls: 3, errors: 0, undeclared: 1, examples: {'GET /v2': 1}});

      const services = await api.list({apiVersion: 'v1', kind: 'Service'}, {namespace});
      const named = services.items.find(({metadata}) => metadata.annotations?.['seatrial/stub'] === outside.name);
      const address = String(named?.spec?.['clusterIP'] as string);
      const authorities = await api.get({apiVersion: 'v1', kind: 'ConfigMap'}, 'seatrial-stub-ca', namespace);
      const {'ca.crt': authority = ''} = (authorities?.['data'] ?? {}) as {readonly 'ca.crt'?: string};
      const secure = [
        '--resolve',
        `api.example.com:443:${address}`,
        ...Array.from({length: 20}, () => 'https://api.example.com/v1/x'),
      ];
      const answers = await call(cluster, from, secure, authority);
      t.regex(answers, /hello 200/);
      t.regex(answers, / 503/, 'half of them are errors');
      t.is((await callsOf(api, outside)).calls, 20);
      t.regex(await call(cluster, from, secure.slice(0, 3)), / 000$/, 'nobody trusts what signed it by itself');

      const tools = {cluster, clock, signal};
      const target = {kind: 'pod' as const, ...(placed[0]?.pod ?? {name: '', namespace: '', uid: '', node: ''})};
      const mark = await podPartition.mark([target], {}, tools);
      const read = await podPartition.read(mark, tools);
      await podPartition.inject(mark, {...tools, directRequests: [], tell: () => undefined});
      await waitFor({what: 'the receipt', withinMs: 20_000, everyMs: 500, clock}, async () => {
        const after = await podPartition.read(mark, tools);
        return podPartition.proves(read, after) ? {done: after} : {seen: JSON.stringify(after)};
      });
      t.is(await call(cluster, from, ['-m', '1', `${plain}/v1/x`]), ' 000');
      t.is((await callsOf(api, payments)).calls, 3, 'it still tells its calls');
      await podPartition.undo(mark, tools);
      t.is(await call(cluster, from, [`${plain}/v1/x`]), 'hello 200');
    } finally {
      await removeStubs(api, {clock, signal});
      await api.delete(namespaceKind, namespace);
      await waitFor({what: 'the namespace to be gone', withinMs: 60_000, everyMs: 500, clock}, async () =>
        (await api.get(namespaceKind, namespace)) === undefined ? {done: undefined} : {seen: 'there'},
      );
    }
    t.deepEqual(residueBetween(before, await lookAround({cluster, signal})).map(leftoverText), []);
  },
);

async function addressOf({api}: Cluster, kind: string, name: string, within: string): Promise<string> {
  return String((await api.get({apiVersion: 'v1', kind}, name, within))?.spec?.['clusterIP'] as string);
}

/** Body and status of each answer, by the node's own curl in the network of a pod; 000: there was none. */
async function call({shell}: Cluster, from: PodPlace, args: readonly string[], authority = ''): Promise<string> {
  const script = `
authority=$1
shift
curl -sS -m 5 \${authority:+--cacert <(printf %s "$authority")} -w ' %{http_code}' "$@" 2>/dev/null
`;
  const {stdout} = await inPodNetwork(shell, from, script, [authority, ...args], {
    allowFailure: true,
    timeoutMs: 60_000,
  });
  return stdout;
}
