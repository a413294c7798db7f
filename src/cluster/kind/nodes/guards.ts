import {HarnessError} from '../../../system/errors.ts';
import type {GuardCounters, NodeShell} from '../../cluster.ts';
import {guardTag} from '../../labels.ts';

/** The ranges that a node's guards keep inside. */
export interface GuardedRanges {
  readonly podSubnet: string;
  readonly serviceSubnet: string;
}

/** The unit that runs the guards' script at each start of a node. */
export const guardUnit = 'seatrial-guard.service';

/** The device that packets for pods without a route are sent to, so that they can be counted. */
const voidDevice = 'seatrial-void';

/** The chain through which all leaves that goes out over eth0. */
const chain = 'SEATRIAL-GUARD';

/**
 * The script that a node runs at each start, before containerd and kubelet. What leaves over eth0, forwarded or sent by
 * the node's own processes (pods with the node's network included), whatever its source, goes to the cluster's own
 * Docker network without the host, or to pods; all else is dropped. POSTROUTING sees both, after services were
 * rewritten and before sources are: the node's queries to Docker's name server, which listens inside the node, never
 * leave. A pod route of the pod network is more specific than ours; a packet that finds none ends in a bridge without
 * ports. Answers to connections from outside (the load) pass. Where IPv6 cannot be filtered there is none. Any failure
 * keeps containerd from starting.
 */
export function guardScript({podSubnet, serviceSubnet}: GuardedRanges): string {
  return `#!/bin/bash
set -euo pipefail
pods=${podSubnet} services=${serviceSubnet} void=${voidDevice} chain=${chain}
gateway=$(ip -4 route show default dev eth0 | awk '{print $3; exit}')
own=$(ip -4 route show dev eth0 proto kernel scope link | awk '{print $1; exit}')
[[ -n $gateway && -n $own ]]

rule() { # command, action, chain, counter, match and target…
  "$1" -w 10 -t mangle "$2" "$3" "\${@:5}" -m comment --comment "${guardTag}/$4"
}
first() { # the same without action: moves the rule to the beginning of its chain
  while rule "$1" -D "\${@:2}" 2>/dev/null; do :; done
  rule "$1" -I "\${@:2}"
}

ip link show "$void" >/dev/null 2>&1 || ip link add "$void" type bridge
ip link set "$void" addrgenmode none
ip link set "$void" up
ip route replace "$pods" dev "$void" metric 1000
ip route replace blackhole "$pods" metric 2000

iptables -w 10 -t mangle -N "$chain" 2>/dev/null || iptables -w 10 -t mangle -F "$chain"
rule iptables -A "$chain" reply -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -j RETURN
rule iptables -A "$chain" host -d "$gateway" -j DROP
rule iptables -A "$chain" own -d "$own" -j RETURN
rule iptables -A "$chain" pods -d "$pods" -j RETURN
rule iptables -A "$chain" egress -j DROP
first iptables POSTROUTING leaving -o eth0 -j "$chain"
first iptables POSTROUTING pod -o "$void" -d "$pods" -j DROP
first iptables POSTROUTING service ! -o lo -d "$services" -j DROP
first iptables PREROUTING host ! -i eth0 -d "$gateway" -m conntrack --ctstate NEW -j DROP

if [ -e /proc/net/if_inet6 ]; then
  first ip6tables POSTROUTING egress6 -o eth0 -j DROP || echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6
fi
`;
}

/**
 * Reads a node's counters. Throws HarnessError when its guards are not all in place, with what the unit that sets them
 * says of itself.
 */
export async function readGuards(shell: NodeShell, node: string): Promise<GuardCounters> {
  const script = 'iptables-save -c -t mangle; ip6tables-save -c -t mangle 2>/dev/null; ip -4 route show';
  const {stdout, stderr} = await shell.script(node, script);
  try {
    return parseGuards(node, stdout);
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    const said = await shell.script(node, unitState, [], {allowFailure: true, timeoutMs: 10_000});
    const why = [stderr, said.stdout].flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '');
    throw guardsMissing(node, [error.message, ...why].join('; '));
  }
}

/** The state of the unit that sets the guards, and the last of what it printed. */
const unitState = `echo "$(systemctl show --property ActiveState,Result,ExecMainStatus ${guardUnit} | paste -sd ' ')"
journalctl --unit ${guardUnit} --lines 4 --no-pager --output cat`;

/** The rules of each chain that must come before any other in it, by their tags. */
const inOrder = {
  PREROUTING: ['host'],
  POSTROUTING: ['service', 'pod', 'leaving'],
  [chain]: ['reply', 'host', 'own', 'pods', 'egress'],
};

/**
 * The counters in the output of iptables-save and `ip route`. Throws HarnessError when a guard is missing in it, or a
 * rule stands before it.
 */
export function parseGuards(node: string, text: string): GuardCounters {
  const rules = [...text.matchAll(/^\[(\d+):\d+\] -A (\S+) (.*)$/gm)].map(([, packets, of, rule = '']) => {
    const tag = new RegExp(`--comment "?${guardTag}/(\\w+)"? -j (?:DROP|RETURN|${chain})$`).exec(rule)?.[1];
    return {packets: Number(packets), of, tag};
  });
  const missing = Object.entries(inOrder).flatMap(([of, tags]) => {
    const there = rules.filter((rule) => rule.of === of && rule.tag !== 'egress6').slice(0, tags.length);
    return tags.flatMap((tag, index) => (there[index]?.tag === tag ? [] : `${tag} in ${of}`));
  });
  if (!text.includes(`dev ${voidDevice}`)) missing.push('route');
  if (missing.length > 0)
    throw guardsMissing(node, `The leak guards of node ${node} are not in place: ${missing.join(', ')}`);
  const of = (name: string): number => rules.reduce((sum, {tag, packets}) => (tag === name ? sum + packets : sum), 0);
  return {pod: of('pod'), service: of('service'), egress: of('egress'), egress6: of('egress6'), host: of('host')};
}

function guardsMissing(node: string, message: string): HarnessError {
  return new HarnessError('guards-missing', message, {
    hint: `See \`docker exec ${node} systemctl status ${guardUnit}\`; nothing may be sent from this cluster.`,
  });
}
