import test from 'ava';
import {readCapabilities} from '../../../src/cluster/capabilities.ts';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {askDns, nameUnknown, noError} from '../../../src/cluster/harness/dns-query.ts';
import {waitForSentinels} from '../../../src/cluster/harness/sentinels.ts';
import {readHostGuard} from '../../../src/cluster/kind/host-guard.ts';
import {readGuards} from '../../../src/cluster/kind/nodes/guards.ts';
import {canConnect, inPodNetwork} from '../../../src/cluster/pod-network.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {exec} from '../../../src/system/exec.ts';
import {testCluster, giveBack} from './test-cluster.ts';
import {guardHost, outside} from './host-guard.ts';
import {
  anotherNetwork,
  connectedFrom,
  dockerAddress,
  gatewayOf,
  sentinel,
  serviceAddress,
  tryLeaks,
} from './ways-out.ts';

test.after.always('give the cluster back', giveBack);

test.serial(
  "a node whose guards were taken away is refused, and the host's side stops what it sends: also the control of the tests below",
  async (t) => {
    const cluster = await testCluster();
    const node = lastWorker(cluster);
    const before = await readHostGuard(exec, bridgeOf(cluster));
    await cluster.shell.script(node, 'iptables -w 10 -t mangle -F POSTROUTING');
    try {
      await t.throwsAsync(readGuards(cluster.shell, node), {code: 'guards-missing'});
      t.deepEqual(
        await connectedFrom(cluster, node, [
          outside,
          (await dockerAddress()) ?? outside,
          await gatewayOf(cluster, node),
        ]),
        [],
      );
      t.true((await readHostGuard(exec, bridgeOf(cluster))) > before);
      await using host = await guardHost(cluster);
      t.deepEqual(await connectedFrom(cluster, node, [outside]), []);
      t.true((await host.leaked()) > 0);
    } finally {
      await cluster.shell.script(node, 'bash /usr/local/lib/seatrial/guard.sh');
    }
    await t.notThrowsAsync(readGuards(cluster.shell, node));
  },
);

test.serial(
  "what runs in a node with the node's own network reaches neither outside, nor the host, nor another network",
  async (t) => {
    const cluster = await testCluster();
    const node = lastWorker(cluster);
    await using host = await guardHost(cluster);
    await using other = await anotherNetwork(cluster);
    const gateway = await gatewayOf(cluster, node);
    const before = await readGuards(cluster.shell, node);
    t.deepEqual(
      await connectedFrom(cluster, node, [outside, other.address, gateway, (await dockerAddress()) ?? outside]),
      [],
    );
    const after = await readGuards(cluster.shell, node);
    t.true(after.egress - before.egress >= 3 && after.host > before.host, JSON.stringify({before, after}));
    // The control: that container is there, for the host.
    await exec(['bash', '-c', 'timeout 5 bash -c "exec 3<>/dev/tcp/$0/80"', other.address], {timeoutMs: 20_000});
    const from = await sentinel(cluster, node);
    t.false(await canConnect(cluster.shell, from, other.address, 80));
    t.is(await host.leaked(), 0);
  },
);

test.serial('a datagram with the source of a stranger is dropped and counted on its node', async (t) => {
  const cluster = await testCluster();
  const node = lastWorker(cluster);
  await using host = await guardHost(cluster);
  const from = await sentinel(cluster, node);
  const before = (await readGuards(cluster.shell, node)).egress;
  // A source of the range that is on no network; the node lets it in when its rp_filter is loose.
  await cluster.shell.script(node, 'for file in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 2 > "$file"; done');
  await inPodNetwork(
    cluster.shell,
    from,
    'ip addr add 198.18.77.77/32 dev eth0; exec 3<>/dev/null; echo x | socat - "UDP4-SENDTO:$1:9,bind=198.18.77.77"; ip addr del 198.18.77.77/32 dev eth0',
    [outside],
  );
  t.true((await readGuards(cluster.shell, node)).egress > before);
  t.is(await host.leaked(), 0);
});

test.serial(
  'from a pod nothing reaches an address outside, an unused pod or an unused service, and each is counted',
  async (t) => {
    const cluster = await testCluster();
    await using host = await guardHost(cluster);
    const counted = await tryLeaks(cluster, lastWorker(cluster));
    t.deepEqual(counted.connected, []);
    for (const guard of ['pod', 'service', 'egress', 'host'] as const)
      t.true(counted.by[guard] > 0, `${guard}: ${counted.by[guard]}`);
    t.is(await host.leaked(), 0);
    t.true(counted.apiReached);
  },
);

test.serial('the same after the node lost its power and came back', async (t) => {
  const cluster = await testCluster();
  const node = lastWorker(cluster);
  await using host = await guardHost(cluster);
  await exec(['docker', 'kill', node], {timeoutMs: 30_000});
  await exec(['docker', 'start', node], {timeoutMs: 30_000});
  await waitForSentinels({nodes: cluster.nodes, shell: cluster.shell, reachable: !cluster.facts.proxied, clock});
  const counted = await tryLeaks(cluster, node);
  t.deepEqual(counted.connected, []);
  for (const guard of ['pod', 'service', 'egress', 'host'] as const)
    t.true(counted.by[guard] > 0, `${guard}: ${counted.by[guard]}`);
  t.is(await host.leaked(), 0);
  t.true(counted.apiReached);
});

test.serial('on a node that starts, the guards were active before containerd and kubelet', async (t) => {
  const {shell, nodes} = await testCluster();
  for (const {name} of nodes) {
    const script =
      'for unit in seatrial-guard containerd kubelet; do systemctl show -P ActiveEnterTimestampMonotonic "$unit"; done';
    const [guard = 0, containerd = 0, kubelet = 0] = (await shell.script(name, script)).stdout.split('\n').map(Number);
    t.true(guard > 0 && guard < containerd && guard < kubelet, `${name}: ${guard} ${containerd} ${kubelet}`);
  }
});

test.serial('forwarded IPv6 is dropped and counted where there is IPv6', async (t) => {
  const {shell, nodes} = await testCluster();
  const node = nodes[0]?.name ?? '';
  const {ipv6} = await readCapabilities(shell, node);
  const before = (await readGuards(shell, node)).egress6;
  await shell.script(node, forwardIpv6);
  const after = (await readGuards(shell, node)).egress6;
  t.is(after > before, ipv6, `IPv6 ${String(ipv6)}: ${before} → ${after}`);
});

test.serial('CoreDNS answers for the cluster and asks nobody else', async (t) => {
  const cluster = await testCluster();
  await using host = await guardHost(cluster);
  const from = await sentinel(cluster, lastWorker(cluster));
  const server = await serviceAddress(cluster, 'kube-dns', 'kube-system');
  const inside = await askDns(cluster.shell, from, server, 'kubernetes.default.svc.cluster.local');
  t.like(inside, {code: noError});
  t.deepEqual(await askDns(cluster.shell, from, server, host.secretName), {code: nameUnknown, records: 0});
  t.is(await host.questions(), 0);
  // The control: the same question by the host itself is seen, and stopped.
  await exec(['getent', 'ahosts', host.secretName], {allowFailure: true, timeoutMs: 20_000});
  t.true((await host.questions()) > 0);
});

function bridgeOf({name}: Cluster) {
  return {cluster: name, image: 'not needed as root'};
}

function lastWorker({nodes}: Cluster): string {
  return nodes.findLast(({role}) => role === 'worker')?.name ?? '';
}

/**
 * Sends one IPv6 packet from a network of its own through the node towards eth0, with addresses of the documentation
 * prefix, and takes all of it away again.
 */
const forwardIpv6 = `
[ -e /proc/net/if_inet6 ] || exit 0
trap 'set +e; ip netns del v6test; ip link del v6out 2>/dev/null; ip -6 addr del 2001:db8:2::1/64 dev eth0; sysctl -qw net.ipv6.conf.eth0.disable_ipv6=$was net.ipv6.conf.all.forwarding=$forwarded' EXIT
was=$(sysctl -n net.ipv6.conf.eth0.disable_ipv6) forwarded=$(sysctl -n net.ipv6.conf.all.forwarding)
set -e
ip netns add v6test
ip link add v6out type veth peer name v6in netns v6test
sysctl -qw net.ipv6.conf.v6out.disable_ipv6=0 net.ipv6.conf.eth0.disable_ipv6=0 net.ipv6.conf.all.forwarding=1
ip netns exec v6test sysctl -qw net.ipv6.conf.v6in.disable_ipv6=0
ip -6 addr add 2001:db8:1::1/64 dev v6out nodad
ip -6 addr add 2001:db8:2::1/64 dev eth0 nodad
ip link set v6out up
ip netns exec v6test ip -6 addr add 2001:db8:1::2/64 dev v6in nodad
ip netns exec v6test ip link set v6in up
ip netns exec v6test ip -6 route add default via 2001:db8:1::1
ip netns exec v6test timeout 2 bash -c 'exec 3<>/dev/udp/2001:db8:2::9/9; echo one >&3' || true
`;
