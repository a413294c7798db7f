import {faultTag} from '../../cluster/labels.ts';
import {ownProcesses, ownRules} from '../../cluster/own-traces.ts';
import {cgroupNamed} from '../cgroup-script.ts';

/*
 * Bash for a node. Each script is one function called in its last line: a script cut off while it is sent does nothing.
 * An injection carries its tag, FAULT-TAG-ID, as its first argument; an undo is given the bare ID, so that it never
 * finds itself.
 */

/**
 * Defines `end_tagged ID`: ends what an injection of that ID still runs on this node. A killed caller's may only just
 * begin: three quiet looks in a row are wanted.
 */
export const endTagged = `${ownProcesses}
end_tagged() {
  local round quiet=0 path process
  for round in {1..100}; do
    (( quiet += 1 ))
    while read -r path; do
      process=\${path#/proc/} process=\${process%/cmdline}
      is_ours "$process" || continue
      quiet=0
      kill -9 "$process" 2>/dev/null
    done < <(grep -lsaF -f <(printf '${faultTag}-%s\\n' "$1") /proc/[0-9]*/cmdline)
    (( quiet < 3 )) || return 0
    sleep 0.03
  done
  echo "processes tagged ${faultTag}-$1 do not end" >&2
  return 6
}
`;

/** The tag of an injection's processes and of its packet rules. */
export function tagOf(id: string): string {
  return `${faultTag}-${id}`;
}

/**
 * Kills every process of one container until it has none: arguments TAG CONTAINER_ID. Exit 3: it has none to begin
 * with.
 */
export const killContainerScript = `${cgroupNamed}
kill_container() {
  local container round pids killed=0
  container=$(cgroup_named "$2")
  [[ -n $container ]] || { echo "no cgroup of container $2 on this node" >&2; return 3; }
  for round in {1..50}; do
    mapfile -t pids < <(find "$container" -name cgroup.procs -exec cat {} + 2>/dev/null)
    if (( \${#pids[@]} == 0 )); then
      (( killed )) || { echo "container $2 has no process" >&2; return 3; }
      return 0
    fi
    kill -9 "\${pids[@]}" 2>/dev/null
    killed=1
    sleep 0.02
  done
  echo "container $2 still has processes: \${pids[*]}" >&2
  return 6
}
kill_container "$@"
`;

/** Ends an injection of this ID that may still run: arguments ID. */
export const endTaggedScript = `${endTagged}\nend_tagged "$1"\n`;

/** Stops the node's kubelet: arguments TAG. */
export const stopKubeletScript = 'stop_kubelet() { systemctl stop kubelet; }\nstop_kubelet "$@"\n';

/** Starts the node's kubelet unless it runs: arguments ID. */
export const startKubeletScript = `${endTagged}
start_kubelet() {
  end_tagged "$1" || return
  local round
  # A stop that is still queued is overtaken by the start.
  for round in {1..20}; do
    [[ $(systemctl is-active kubelet) != active || -n $(systemctl list-jobs --no-legend kubelet.service) ]] || return 0
    systemctl start kubelet
    sleep 0.1
  done
  echo "kubelet is $(systemctl is-active kubelet)" >&2
  return 6
}
start_kubelet "$@"
`;

/**
 * Partitions a node from the network, IPv4 and IPv6: arguments TAG POD_CIDR. What runs on the node still reaches each other:
 * the loopback and the node's own pods. The rules in FORWARD keep the pods' packets from getting out one way.
 */
export const partitionScript = `
partition() {
  local tag=(-m comment --comment "$1") pods=$2
  iptables -w 10 -t raw -I PREROUTING ! -i lo ! -s "$pods" "\${tag[@]}" -j DROP &&
    iptables -w 10 -t raw -I OUTPUT ! -o lo ! -d "$pods" "\${tag[@]}" -j DROP &&
    iptables -w 10 -t mangle -I FORWARD -s "$pods" ! -d "$pods" "\${tag[@]}" -j DROP || return 4
  if [[ -e /proc/net/if_inet6 ]] && ip6tables -w 10 -t raw -S >/dev/null 2>&1; then
    ip6tables -w 10 -t raw -I PREROUTING ! -i lo "\${tag[@]}" -j DROP &&
      ip6tables -w 10 -t raw -I OUTPUT ! -o lo "\${tag[@]}" -j DROP || return 4
  fi
}
partition "$@"
`;

/** Takes every rule of an ID out of the tables it is found in: arguments ID. */
export const joinScript = `${endTagged}${ownRules}
join() {
  end_tagged "$1" || return
  local command table rule tag failed=0
  for command in iptables ip6tables; do
    for table in raw mangle filter; do
      each_rule drop_rule "${faultTag}-$1" < <("$command-save" -t "$table" 2>/dev/null)
    done
  done
  (( ! failed )) || return 5
}
drop_rule() { # TAG RULE
  own_rule "$2" && [[ $tag == "$1" ]] || return 0
  "$command" -w 10 -t "$table" -D "\${rule[@]}" < /dev/null || failed=1
}
join "$@"
`;

/** Prints how many packets the rules of an ID dropped: arguments ID. */
export const droppedScript = `${ownRules}
dropped() {
  local rule tag sum=0
  each_rule add_rule "${faultTag}-$1" < <(
    { iptables-save -c -t raw; iptables-save -c -t mangle; iptables-save -c -t filter; ip6tables-save -c -t raw; } 2>/dev/null
  )
  echo "$sum"
}
add_rule() { # TAG RULE
  [[ $2 =~ ^"["([0-9]+):[0-9]+"] "(.*)$ ]] || return 0
  local packets=\${BASH_REMATCH[1]}
  own_rule "\${BASH_REMATCH[2]}" && [[ $tag == "$1" && " \${rule[*]} " == *' -j DROP '* ]] && (( sum += packets ))
}
dropped "$@"
`;
