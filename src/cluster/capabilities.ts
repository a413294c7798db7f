import type {NodeShell} from './cluster.ts';

/** What a fault may need of the cluster, by name. */
export const capabilities = {
  'sys-resource': 'CAP_SYS_RESOURCE: resource limits can be raised',
  netem: 'the kernel delays packets (sch_netem)',
  psi: 'the kernel reports pressure (/proc/pressure)',
  'cgroup-v2': 'control groups of version 2',
  'kernel-log': 'the log of the kernel can be read from a node',
  ipv6: 'IPv6 packets can be filtered',
  'raw-table': 'packets can be dropped before connections are tracked (iptables, table raw)',
} as const;

/** The name of a capability. */
export type Capability = keyof typeof capabilities;

/** Each line is a capability that is there. Everything is tried in a network of its own, so that nothing is left. */
const probe = `
caps=$(awk '/^CapEff/ {print $2}' /proc/1/status)
(( (16#$caps >> 24) & 1 )) && echo sys-resource
unshare -n tc qdisc add dev lo root netem delay 1ms 2>/dev/null && echo netem
[ -r /proc/pressure/cpu ] && head -c 1 /proc/pressure/cpu >/dev/null 2>&1 && echo psi
[ -e /sys/fs/cgroup/cgroup.controllers ] && echo cgroup-v2
timeout 5 dd if=/dev/kmsg of=/dev/null iflag=nonblock bs=8192 count=1 2>/dev/null && echo kernel-log
[ -e /proc/net/if_inet6 ] && ip6tables -w 10 -S >/dev/null 2>&1 && echo ipv6
iptables -w 10 -t raw -S >/dev/null 2>&1 && echo raw-table
true
`;

/** Tries on a node what this cluster can do. */
export async function readCapabilities(shell: NodeShell, node: string): Promise<Readonly<Record<Capability, boolean>>> {
  const there = new Set((await shell.script(node, probe)).stdout.split('\n'));
  const names = Object.keys(capabilities) as Capability[];
  return Object.fromEntries(names.map((name) => [name, there.has(name)])) as Record<Capability, boolean>;
}
