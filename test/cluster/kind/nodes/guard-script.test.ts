import test from 'ava';
import type {NodeShell} from '../../../../src/cluster/cluster.ts';
import {guardScript, readGuards} from '../../../../src/cluster/kind/nodes/guards.ts';
import {nodeStandIn} from './node-namespaces.ts';

test('what a node sends anywhere but to its own network and pods is dropped and counted, whatever its source', async (t) => {
  const node = await nodeStandIn(t);
  // What is behind the node's interface is a network of its own.
  const peer = await node.start("exec unshare --net bash -c 'echo $$; exec sleep 300'");
  await node.run(
    'ip link set lo up; ip link add eth0 type veth peer name v1 netns "$1"; ip addr add 198.18.90.2/24 dev eth0; ip link set eth0 up',
    peer,
  );
  await node.run(
    'ip addr add 198.18.77.77/32 dev lo; nsenter -t "$1" -n ip link set v1 up; ip route add default via 198.18.90.1',
    peer,
  );
  await node.run('ip route add 203.0.113.77 via 198.18.90.1 src 198.18.77.77');
  await node.run(
    'ip neigh add 198.18.90.1 lladdr 02:00:00:00:00:01 dev eth0; ip neigh add 198.18.90.9 lladdr 02:00:00:00:00:09 dev eth0',
  );
  const read = async () => readGuards(node.shell as NodeShell, 'node');
  await t.throwsAsync(read(), {code: 'guards-missing'});
  // At each start of a node again.
  for (const _ of [1, 2])
    await node.run(`bash -c "$1"`, guardScript({podSubnet: '198.19.0.0/17', serviceSubnet: '198.19.128.0/20'}));
  const none = {pod: 0, service: 0, egress: 0, host: 0};
  t.like(await read(), none);
  const isSent = async (to: string) =>
    (await node.run('{ echo x > "/dev/udp/$1/9"; } 2>/dev/null; echo $?', to)) === '0';
  t.true(await isSent('198.18.90.9'));
  t.like(await read(), none);
  for (const outside of ['203.0.113.1', '198.18.1.1', '203.0.113.77']) t.false(await isSent(outside), outside);
  const {egress} = await read();
  t.true(egress >= 3);
  for (const address of ['198.18.90.1', '198.19.100.9', '198.19.140.9']) t.false(await isSent(address), address);
  const all = await read();
  t.is(all.egress, egress);
  t.true(all.host > 0 && all.pod > 0 && all.service > 0, JSON.stringify(all));
});
