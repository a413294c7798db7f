import {HarnessError} from '../system/errors.ts';
import type {NodeShell} from './cluster.ts';
import {guardTag, trialRange} from './labels.ts';

/** The ranges that a node's guards keep inside. */
export interface GuardedRanges {
  readonly podSubnet: string;
  readonly serviceSubnet: string;
}

/**
 * Packets that the guards of one node stopped since its start: to a pod address without a route, to a service address that is
 * no service, from a pod to outside 198.18.0.0/15 (IPv4, IPv6), and from a pod to the host itself (its DNS proxy, its ports).
 */
export interface GuardCounters {
  readonly pod: number;
  readonly service: number;
  readonly egress: number;
  readonly egress6: number;
  readonly host: number;
}

/** The device that packets for pods without a route are sent to, so that they can be counted. */
const voidDevice = 'seatrial-void';

/**
 * The script that a node runs at each start, before containerd and kubelet. A pod route of the pod network is more specific than
 * ours; a packet that finds none ends in a bridge without ports. Service addresses are rewritten before POSTROUTING: one that is
 * not has no service. Where IPv6 cannot be filtered it is not forwarded. Any failure keeps containerd from starting.
 */
export function guardScript({podSubnet, serviceSubnet}: GuardedRanges): string {
  return `#!/bin/bash
set -euo pipefail
pods=${podSubnet} services=${serviceSubnet} range=${trialRange} void=${voidDevice}

drop() { # command, counter, chain, match…
  local table=("$1" -w 10 -t mangle) tag=(-m comment --comment "${guardTag}/$2") chain=$3
  shift 3
  "\${table[@]}" -C "$chain" "$@" "\${tag[@]}" -j DROP 2>/dev/null || "\${table[@]}" -I "$chain" "$@" "\${tag[@]}" -j DROP
}

ip link show "$void" >/dev/null 2>&1 || ip link add "$void" type bridge
ip link set "$void" addrgenmode none
ip link set "$void" up
drop iptables pod POSTROUTING -o "$void" -d "$pods"
ip route replace "$pods" dev "$void" metric 1000
ip route replace blackhole "$pods" metric 2000
drop iptables service POSTROUTING ! -o lo -d "$services"
drop iptables egress FORWARD -s "$pods" ! -d "$range"
gateway=$(ip -4 route show default | awk '{print $3; exit}')
[ -z "$gateway" ] || drop iptables host PREROUTING -s "$pods" -d "$gateway" -m conntrack --ctstate NEW

if [ -e /proc/net/if_inet6 ]; then
  drop ip6tables egress6 FORWARD -o eth0 || echo 0 > /proc/sys/net/ipv6/conf/all/forwarding
fi
`;
}

/** Reads a node's counters. Throws HarnessError when its guards are not all in place. */
export async function readGuards(shell: NodeShell, node: string): Promise<GuardCounters> {
  const script = 'iptables-save -c -t mangle; ip6tables-save -c -t mangle 2>/dev/null; ip -4 route show';
  return parseGuards(node, (await shell.script(node, script)).stdout);
}

/** The counters in the output of iptables-save and `ip route`. Throws HarnessError when a guard is missing in it. */
export function parseGuards(node: string, text: string): GuardCounters {
  const packets = new Map<string, number>();
  for (const match of text.matchAll(new RegExp(`^\\[(\\d+):\\d+\\] -A .*${guardTag}/(\\w+)`, 'gm'))) packets.set(match[2] ?? '', Number(match[1]));
  const missing = ['pod', 'service', 'egress', 'host'].filter((name) => !packets.has(name));
  if (!text.includes(`dev ${voidDevice}`)) missing.push('route');
  if (missing.length > 0) {
    throw new HarnessError('guards-missing', `The leak guards of node ${node} are not in place: ${missing.join(', ')}`, {
      hint: `See \`docker exec ${node} systemctl status seatrial-guard\`; nothing may be sent from this cluster.`,
    });
  }
  const of = (name: string) => packets.get(name) ?? 0;
  return {pod: of('pod'), service: of('service'), egress: of('egress'), egress6: of('egress6'), host: of('host')};
}
