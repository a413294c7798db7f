import test from 'ava';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {faultTag} from '../../../src/cluster/labels.ts';
import {lookAround} from '../../../src/residue/audit.ts';
import {repairResidue} from '../../../src/residue/repair.ts';
import {residueBetween} from '../../../src/residue/leftover.ts';
import {testCluster, giveBack} from './test-cluster.ts';

test.after.always('give the cluster back', giveBack);

const node = {apiVersion: 'v1', kind: 'Node'};

test.serial('what is planted on nodes and in the API is found, repaired, and gone', async (t) => {
  const cluster = await testCluster();
  const context = {cluster, clock, signal: AbortSignal.timeout(240_000), note: (text: string) => t.log(text)};
  const before = await lookAround(context);
  t.deepEqual(residueBetween(before, await lookAround(context)), []);
  const [first, second, third] = cluster.nodes.filter(({role}) => role === 'worker');
  if (first === undefined || second === undefined || third === undefined) return t.fail('three workers are needed');
  await using tagged = cluster.shell.stream(first.name, 'residue-test', 'exec sleep 300', () => undefined);
  await cluster.shell.script(
    first.name,
    `
    iptables -w 10 -t raw -A OUTPUT -d 198.19.127.254 -m comment --comment "${faultTag}-test" -j DROP
    touch /run/seatrial-residue-test
    setsid sleep 300 </dev/null >/dev/null 2>&1 & kill -STOP $!
    setsid bash -c 'sleep 300; true' ${faultTag}-test </dev/null >/dev/null 2>&1 &
    systemctl stop kubelet`,
  );
  await cluster.api.patch(node, second.name, undefined, {spec: {unschedulable: true}});
  await cluster.power.pause([third.name]);
  const planted = residueBetween(before, await lookAround(context)).map(({kind, on}) => `${kind} ${on}`);
  for (const kind of ['rule', 'file', 'stopped', 'command', 'process', 'unit'])
    t.true(planted.includes(`${kind} ${first.name}`), kind);
  t.true(planted.includes(`cordon ${second.name}`));
  t.true(planted.includes(`node-state ${third.name}`));
  t.deepEqual((await repairResidue(before, context)).left, []);
  t.deepEqual(residueBetween(before, await lookAround(context)), []);
  await tagged.done;
});

test.serial('a node without power is started again at its address, and the cluster is as before', async (t) => {
  const cluster = await testCluster();
  const context = {cluster, clock, signal: AbortSignal.timeout(240_000), note: (text: string) => t.log(text)};
  const before = await lookAround(context);
  const victims = cluster.nodes.filter(({role}) => role === 'worker').slice(0, 2);
  await cluster.power.kill(victims.map(({name}) => name));
  const {found, left} = await repairResidue(before, context);
  t.is(found.filter(({kind}) => kind === 'node-state').length, 2);
  t.deepEqual(left, []);
  const looks = await cluster.power.look(victims.map(({name}) => name));
  t.deepEqual(
    looks.map(({node: name, address}) => `${name} ${address}`).toSorted(),
    victims.map(({name, address}) => `${name} ${address}`).toSorted(),
  );
});

test.serial('a namespace that no trial made goes unrepaired, and is named', async (t) => {
  const cluster = await testCluster();
  const context = {cluster, clock, signal: AbortSignal.timeout(240_000), note: (text: string) => t.log(text)};
  const before = await lookAround(context);
  await cluster.api.apply({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'residue-test'}});
  t.teardown(async () => cluster.api.delete({apiVersion: 'v1', kind: 'Namespace'}, 'residue-test'));
  t.deepEqual(
    residueBetween(before, await lookAround(context)).map(({kind, what}) => `${kind} ${what}`),
    ['namespace Namespace residue-test'],
  );
  t.deepEqual(residueBetween(before, await lookAround(context, 'residue-test')), []);
});
