import {HarnessError} from '../../system/errors.ts';
import type {Exec, ExecResult} from '../../system/exec.ts';
import {networkLabel, ownerLabel} from '../labels.ts';
import * as docker from './docker.ts';
import type {Owner} from './owner.ts';

/** Comments of our rules on the host begin so. */
const tag = 'seatrial-host-guard';
const boundMs = 60_000;
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
/** The script's answer where it does not see the bridges of the engine, or may not filter there. */
const elsewhere = 10;

/**
 * Rules on the host's side of a cluster's bridge, out of reach of whatever runs in the cluster: arguments ACTION
 * NETWORK (12 hex digits) CLUSTER. Forwarded from the bridge to anything else, or sent by it to the host, only answers
 * to connections from outside pass. `place` may be asked again; `read` prints the rules with their counters; `remove`
 * takes them out. `place` and `remove` take out those of networks that are gone, too.
 */
const script = `
has_bridge() { ip link show dev "br-$1" >/dev/null 2>&1; }
table() { "$1" -w 10 -t mangle "\${@:2}"; }
each_hook() { # FUNCTION COMMAND NETWORK
  "$1" "$2" FORWARD -i "br-$3" ! -o "br-$3" -j "SEATRIAL-$3" && "$1" "$2" INPUT -i "br-$3" -j "SEATRIAL-$3"
}
hook() { table "$1" -C "\${@:2}" 2>/dev/null || table "$1" -I "\${@:2}"; }
unhook() { while table "$1" -D "\${@:2}" 2>/dev/null; do :; done; }
place() {
  local command rule
  for command in iptables ip6tables; do
    [[ $command == iptables || -e /proc/net/if_inet6 ]] || continue
    table "$command" -N "SEATRIAL-$1" 2>/dev/null
    add "$command" "$1" -m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -m comment --comment "${tag}/$2/reply" -j RETURN &&
      add "$command" "$1" -m comment --comment "${tag}/$2/drop" -j DROP || return 4
    each_hook hook "$command" "$1" || return 4
  done
}
add() { table "$1" -C "SEATRIAL-$2" "\${@:3}" 2>/dev/null || table "$1" -A "SEATRIAL-$2" "\${@:3}"; }
remove() {
  local command
  for command in iptables ip6tables; do
    each_hook unhook "$command" "$1"
    table "$command" -F "SEATRIAL-$1" 2>/dev/null && table "$command" -X "SEATRIAL-$1"
  done
  return 0
}
sweep() { # Chains whose bridge is gone.
  local chain
  while read -r chain; do
    has_bridge "\${chain#SEATRIAL-}" || remove "\${chain#SEATRIAL-}"
  done < <({ iptables-save -t mangle; ip6tables-save -t mangle; } 2>/dev/null | grep -oE '^:SEATRIAL-[0-9a-f]{12} ' | tr -d ': ' | sort -u)
}
guard() {
  iptables -w 10 -t mangle -S >/dev/null 2>&1 || return ${elsewhere}
  case $1 in
    place) has_bridge "$2" || return ${elsewhere}; sweep; place "$2" "$3" ;;
    read)
      has_bridge "$2" || return ${elsewhere}
      iptables-save -c -t mangle | grep -F -- "SEATRIAL-$2"
      [[ ! -e /proc/net/if_inet6 ]] || { echo ip6tables; ip6tables-save -c -t mangle | grep -F -- "SEATRIAL-$2"; } ;;
    sweep) sweep ;;
    remove) iptables -w 10 -t mangle -S "SEATRIAL-$2" >/dev/null 2>&1 || return ${elsewhere}; remove "$2"; sweep ;;
  esac
}
guard "$@"
`;

/**
 * The cluster whose bridge is guarded; `image` is a node image, from which the rules are set where this process is not
 * root on the engine's host: any one of the engine when it is not told.
 */
export interface GuardedBridge {
  readonly cluster: string;
  readonly image: string | undefined;
}

/**
 * Puts the rules on the host's side of the cluster's bridge; they may be there. Throws HarnessError when they cannot be
 * set.
 */
export async function placeHostGuard(exec: Exec, {cluster, image}: GuardedBridge): Promise<void> {
  const network = await networkOf(exec, cluster);
  const result = network === undefined ? undefined : await onHost(exec, image, ['place', network, cluster]);
  if (result?.exitCode !== 0)
    throw missing(cluster, result === undefined ? 'there is no network' : result.stderr.trim().slice(-300));
  await readHostGuard(exec, {cluster, image});
}

/**
 * How many packets the host's side stopped since the cluster was made. Throws HarnessError when its rules are not in
 * place.
 */
export async function readHostGuard(exec: Exec, {cluster, image}: GuardedBridge): Promise<number> {
  const network = await networkOf(exec, cluster);
  const result = network === undefined ? undefined : await onHost(exec, image, ['read', network, cluster]);
  return parseHostGuard(cluster, network ?? '', result?.stdout ?? '');
}

/** Reads what the script's `read` printed. */
export function parseHostGuard(cluster: string, network: string, text: string): number {
  const bridge = `br-${network}`;
  const chain = `SEATRIAL-${network}`;
  const wanted = [`-A FORWARD -i ${bridge} ! -o ${bridge} -j ${chain}`, `-A INPUT -i ${bridge} -j ${chain}`];
  const drop = new RegExp(
    `^\\[(\\d+):\\d+\\] -A ${chain} -m comment --comment "?${tag}/${cluster}/drop"? -j DROP$`,
    'gm',
  );
  // Of IPv4, then of IPv6 where the host has it.
  const families = text.split(/^ip6tables$/m);
  const gone = families.flatMap((family) => {
    const lines = family.split('\n').map((line) => line.replace(/^\[\d+:\d+\] /, ''));
    return [
      ...wanted.filter((rule) => !lines.includes(rule)),
      ...(network === '' || family.match(drop) === null ? ['its drop'] : []),
    ];
  });
  const drops = [...text.matchAll(drop)];
  if (gone.length > 0) throw missing(cluster, gone.join('; '));
  return drops.reduce((sum, [, packets]) => sum + Number(packets), 0);
}

/** What is needed to remove the rules once the network is gone: asked before. */
export async function hostGuardOf(exec: Exec, cluster: string, owner: Owner): Promise<() => Promise<void>> {
  const network = await networkOf(exec, cluster, owner);
  return async () => {
    if (network !== undefined) await onHost(exec, undefined, ['remove', network, cluster]);
  };
}

/** Takes out the rules of networks that are gone, where this process may. */
export async function sweepHostGuards(exec: Exec): Promise<void> {
  if (isRoot) await onHost(exec, undefined, ['sweep']);
}

/** The first 12 digits of the ID of the cluster's network, after which the engine names the bridge. */
async function networkOf(exec: Exec, cluster: string, owner?: Owner): Promise<string | undefined> {
  const labels = [`${networkLabel}=${cluster}`, ...(owner === undefined ? [] : [`${ownerLabel}=${owner.id}`])];
  const [id = ''] = await docker.networks(exec, labels);
  return /^[0-9a-f]{12}/.exec(id)?.[0];
}

/** Runs the script as root where the engine's bridges are: here, or else in a container with the host's network. */
async function onHost(exec: Exec, image: string | undefined, args: readonly string[]): Promise<ExecResult> {
  const bash = ['bash', '-c', 'eval "$(cat)"', 'seatrial', ...args];
  const options = {input: script, timeoutMs: boundMs, allowFailure: true};
  const here = isRoot ? await exec(bash, options) : undefined;
  if (here !== undefined && (here.exitCode !== elsewhere || image === undefined)) return here;
  // A clean-up was told none: any node image of this engine will do.
  const from = image ?? (await docker.imagesLike(exec, '*/node'))[0];
  if (from === undefined)
    return {stdout: '', stderr: 'no node image to set rules from', exitCode: elsewhere, durationMs: 0};
  const [, ...rest] = bash;
  return docker.bashOnHost(exec, from, rest, options);
}

function missing(cluster: string, why: string): HarnessError {
  return new HarnessError(
    'guards-missing',
    `The guards on the host's side of the network of cluster ${cluster} are not in place: ${why}`,
    {
      hint: 'They are rules of iptables (table mangle) on the host of the engine; nothing may be sent from this cluster. Delete it and run again.',
    },
  );
}
