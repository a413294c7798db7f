import test from 'ava';
import {attachCluster} from '../../../src/cluster/kind/attach.ts';
import {loadImages} from '../../../src/cluster/kind/images.ts';
import {objectLabel, sentinelNodePort, systemNamespace} from '../../../src/cluster/labels.ts';
import {endTaggedProcesses} from '../../../src/cluster/tagged-processes.ts';
import {sentinelImageOf, sentinelOn} from '../../../src/cluster/harness/sentinels.ts';
import {sweepEngine} from '../../../src/cluster/kind/sweep.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {exec} from '../../../src/system/exec.ts';
import {openStream} from '../../../src/system/stream.ts';
import {testCluster, giveBack, owner} from './test-cluster.ts';

const podKind = {apiVersion: 'v1', kind: 'Pod'};
const effects = {exec, openStream};

test.after.always('give the cluster back', giveBack);

test.serial(
  'one control plane and four workers in zones a, a, b, c, each with an address of the benchmarking range',
  async (t) => {
    const {nodes, facts} = await testCluster();
    t.deepEqual(
      nodes.map(({role, zone}) => `${role} ${zone}`),
      ['control-plane ', 'worker a', 'worker a', 'worker b', 'worker c'],
    );
    for (const {address} of nodes) t.regex(address, /^198\.18\.\d+\.\d+$/);
    t.is(facts.timings['nodeMonitorGraceMs'], 50_000);
    t.regex(facts.kubernetes, /^v1\.\d+/);
  },
);

test.serial('the workers together promise no more than the machine has', async (t) => {
  const {api} = await testCluster();
  const {items} = await api.list({apiVersion: 'v1', kind: 'Node'});
  const workers = items.filter(({metadata}) => !('node-role.kubernetes.io/control-plane' in (metadata.labels ?? {})));
  const capacity = workers[0]?.status?.['capacity'] as {readonly cpu: string; readonly memory: string};
  const promised = workers.map(
    (node) => node.status?.['allocatable'] as {readonly cpu: string; readonly memory: string},
  );
  const milli = promised.map(({cpu}) => (cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : 1000 * Number(cpu)));
  const kib = promised.map(({memory}) => Number(memory.replace('Ki', '')));
  t.is(workers.length, 4);
  t.true(sum(milli) > 0 && sum(milli) < 1000 * Number(capacity.cpu), `${milli.join('+')} of ${capacity.cpu}`);
  t.true(
    sum(kib) > 0 && sum(kib) < Number(capacity.memory.replace('Ki', '')),
    `${kib.join('+')} of ${capacity.memory}`,
  );
});

test.serial('a NodePort is reached from here at the entry', async (t) => {
  const cluster = await testCluster();
  const {host, port} = cluster.entry(sentinelNodePort);
  const answer = await fetch(`http://${host}:${port}/`, {signal: AbortSignal.timeout(5000)});
  t.is(answer.headers.get('x-seatrial'), 'sentinel');
});

test.serial('a watch tells what is there and what goes, while the pod comes again', async (t) => {
  const {api, nodes} = await testCluster();
  const victim = (await sentinelOn(api, nodes.at(-1)?.name ?? '')) ?? 'none';
  const seen: string[] = [];
  const gone = Promise.withResolvers<void>();
  const known = Promise.withResolvers<void>();
  await using _ = api.watch(
    podKind,
    {namespace: systemNamespace},
    {
      event(is, {metadata}) {
        seen.push(`${is} ${metadata.name}`);
        if (metadata.name !== victim) return;
        if (is === 'gone') gone.resolve();
        else known.resolve();
      },
      gap: () => seen.push('gap'),
    },
  );
  await known.promise;
  await api.delete(podKind, victim, systemNamespace, {gracePeriodSeconds: 0});
  await gone.promise;
  t.false(seen.includes('gap'));
  t.is(seen.filter((line) => line === `gone ${victim}`).length, 1);
});

test.serial('an eviction is asked for without evicting', async (t) => {
  const {api, nodes} = await testCluster();
  const pod = (await sentinelOn(api, nodes[0]?.name ?? '')) ?? 'none';
  t.is((await api.evict(pod, systemNamespace, {dryRun: true})).code, 201);
  t.not(await api.get(podKind, pod, systemNamespace), undefined);
});

test.serial('a list is narrowed by labels', async (t) => {
  const {api, nodes} = await testCluster();
  const {items} = await api.list(podKind, {labelSelector: `${objectLabel}=sentinel`});
  t.true(items.length >= nodes.length - 1 && items.every(({metadata}) => metadata.namespace === systemNamespace));
});

test.serial('a stream ends on the node too, with its children, when it is disposed', async (t) => {
  const {shell, nodes} = await testCluster();
  const node = nodes[1]?.name ?? '';
  const first = Promise.withResolvers<string>();
  {
    await using stream = shell.stream(node, 'cluster-test', 'sleep 300 & echo "it said: $1ready"; wait', first.resolve);
    t.is(await first.promise, 'it said: ready');
    void stream.done;
  }
  t.is(await endTaggedProcesses(shell, node, 'cluster-test'), 0);
});

test.serial('a command in a script cannot eat the rest of it', async (t) => {
  const {shell, nodes} = await testCluster();
  const {stdout} = await shell.script(nodes[0]?.name ?? '', 'cat >/dev/null\necho "$1 $2"', ['a b', 'c']);
  t.is(stdout, 'a b c');
});

test.serial('images that are on the nodes are not sent again', async (t) => {
  const {api, shell, kubeconfig, nodes} = await testCluster();
  t.deepEqual(await loadImages({exec, shell, kubeconfig, nodes}, [await sentinelImageOf(api)]), []);
});

test.serial('the cluster is found without its journal, and can be used again', async (t) => {
  const {name, kubeconfig, nodes} = await testCluster();
  t.true((await sweepEngine(exec, owner)).own.includes(name));
  const nodeImage = (await exec(['docker', 'inspect', '--format', '{{.Image}}', nodes[0]?.name ?? ''])).stdout.trim();
  const again = await attachCluster({name, kubeconfig, owner, nodeImage, effects, clock});
  t.deepEqual(again.facts, (await testCluster()).facts);
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
