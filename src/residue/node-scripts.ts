import {ownProcesses, ownRules} from '../cluster/own-traces.ts';
import {faultTag, processTag} from '../cluster/labels.ts';

/**
 * Prints what one node shows that a fresh one would not, as pairs of NUL-ended fields, kind and what: services, static
 * manifests (argument ROLE), and in the network of the node and of every pod packet rules of ours and changed queueing,
 * frozen cgroups, stopped processes, processes and files of ours, and cgroup values that are not what the container's
 * own spec says. Touches nothing.
 */
export const auditScript = `${ownProcesses}${ownRules}
say() { printf '%s\\0%s\\0' "$1" "$2"; }
services() {
  local unit state
  for unit in kubelet containerd; do
    state=$(systemctl is-active "$unit")
    [[ $state == active ]] || say unit "$unit $state"
  done
  [[ $1 == control-plane ]] || return 0
  for unit in etcd kube-apiserver kube-controller-manager kube-scheduler; do
    [[ -e /etc/kubernetes/manifests/$unit.yaml ]] || say manifest "$unit.yaml"
  done
}
networks() {
  local inode path pid command table line
  while read -r inode path; do
    pid=\${path#/proc/} pid=\${pid%%/*}
    for command in iptables ip6tables; do
      each_rule say_rule < <(nsenter -t "$pid" -n "$command-save" 2>/dev/null)
    done
    while IFS= read -r line; do
      [[ $line =~ ^qdisc\\ (netem|tbf|htb|prio|ingress|clsact)\\  ]] && say qdisc "$inode $line"
    done < <(nsenter -t "$pid" -n tc qdisc show 2>/dev/null)
  done < <(stat -L -c '%i %n' /proc/[0-9]*/ns/net 2>/dev/null | sort -k1,1 -u)
}
say_rule() {
  case $1 in
    \\**) table=\${1#\\*} ;;
    '-A '*' --comment '*'${faultTag}'*) say rule "$inode $command $table $1" ;;
  esac
}
frozen() {
  local file
  while IFS= read -rd '' file; do say frozen "$file"; done < <(
    find /sys/fs/cgroup/freezer -name freezer.state -exec grep -lZE '^(FROZEN|FREEZING)' {} + 2>/dev/null
    find /sys/fs/cgroup -name cgroup.events -exec grep -lZ '^frozen 1' {} + 2>/dev/null
  )
}
processes() {
  local file pid text
  local -A tags
  while read -r file; do
    pid=\${file#/proc/} pid=\${pid%%/*}
    say stopped "$pid $(start_of "$pid") $(tr '\\0' ' ' < "/proc/$pid/comm")"
  done < <(grep -lsE '^State:[[:space:]]+[Tt]' /proc/[0-9]*/status)
  while read -r file; do
    pid=\${file#/proc/} pid=\${pid%%/*}
    is_ours "$pid" || continue
    while IFS= read -rd '' text || [[ -n $text ]]; do
      [[ $text != ${processTag}=?* || -n \${tags[$text]} ]] || { tags[$text]=told; say process "\${text#*=}"; }
    done 2>/dev/null < "$file"
  done < <(grep -lsaz '^${processTag}=' /proc/[0-9]*/environ)
  while read -r file; do
    pid=\${file#/proc/} pid=\${pid%%/*}
    is_ours "$pid" || continue
    text=$(tr '\\0' ' ' 2>/dev/null < "$file")
    say command "$pid $(start_of "$pid") \${text:0:120}"
  done < <(grep -lsaE '[s]eatrial-(hog|fault)' /proc/[0-9]*/cmdline)
  while IFS= read -rd '' file; do say file "$file"; done < <(find /run /dev/shm -maxdepth 1 -name 'seatrial-*' -print0 2>/dev/null)
}
containers() {
  local ids id pid quota limit
  mapfile -t ids < <(crictl ps -q 2>/dev/null)
  (( \${#ids[@]} )) || return 0
  while IFS=$'\\t' read -r id pid quota limit; do
    value_is "\${id:0:12} cpu quota" "$quota" 0 "$(cgroup_of "$pid" cpu)"/{cpu.cfs_quota_us,cpu.max}
    value_is "\${id:0:12} memory limit" "$limit" 65535 "$(cgroup_of "$pid" memory)"/{memory.limit_in_bytes,memory.max}
  done < <(crictl inspect "\${ids[@]}" 2>/dev/null | jq -r '(if type == "array" then .[] else . end) | [.status.id, .info.pid,
    ([.info.runtimeSpec.linux.resources.cpu.quota // 0, 0] | max), ([.info.runtimeSpec.linux.resources.memory.limit // 0, 0] | max)] | @tsv')
}
value_is() { # NAME OWN SLACK FILE…: the first file that is there; none is fine. The kernel rounds memory down to whole pages.
  local name=$1 own=$2 slack=$3 file value
  for file in "\${@:4}"; do
    [[ -e $file ]] || continue
    read -r value _ < "$file" || return 0
    [[ $value == max || $value == -1 || \${#value} -ge 18 ]] && value=0
    (( own - value >= 0 && own - value <= slack && (own == 0) == (value == 0) )) || say cgroup-value "$name $value, own $own"
    return 0
  done
}
cgroup_of() { # The kernel lets no control group have a line break in its name; it may hold colons.
  local hierarchy controllers path
  while IFS=: read -r hierarchy controllers path; do
    if [[ $hierarchy == 0 && -z $controllers ]]; then
      [[ -e /sys/fs/cgroup/cgroup.controllers ]] && echo "/sys/fs/cgroup$path" && return
    elif [[ ",$controllers," == *",$2,"* ]]; then
      echo "/sys/fs/cgroup/$2$path" && return
    fi
  done < "/proc/$1/cgroup"
} 2>/dev/null
services "$1"; networks; frozen; processes; containers
true
`;

/**
 * Takes back what an audit named: arguments are records of a kind, the number of its fields, and the fields
 * (repair-record.ts). Each is looked at again first: a process of another start time, a rule that is not exactly one of
 * ours or is gone, a path outside of where ours lie is left alone.
 */
export const repairScript = `${ownProcesses}${ownRules}
same() { [[ -n $2 && $(start_of "$1") == "$2" ]]; }
drop_rule() { # INODE COMMAND TABLE RULE
  local inode path rule tag
  [[ $2 == iptables || $2 == ip6tables ]] && [[ $3 =~ ^[a-z]+$ ]] && own_rule "$4" || return 0
  while read -r inode path; do
    [[ $inode == "$1" ]] || continue
    path=\${path#/proc/}
    nsenter -t "\${path%%/*}" -n "$2" -w 10 -t "$3" -D "\${rule[@]}"
    return
  done < <(stat -L -c '%i %n' /proc/[0-9]*/ns/net 2>/dev/null)
}
thaw() {
  [[ $1 == /sys/fs/cgroup/* && $1/ != */../* ]] || return 0
  case $1 in
    */freezer.state) echo THAWED > "$1" ;;
    */cgroup.events) echo 0 > "\${1%/cgroup.events}/cgroup.freeze" ;;
  esac
}
repair() { # KIND FIELD…
  case $1 in
    unit) [[ $2 != kubelet && $2 != containerd ]] || systemctl start "$2" ;;
    stopped) same "$2" "$3" && kill -CONT "$2" ;;
    command) is_ours "$2" && same "$2" "$3" && kill -KILL "$2" ;;
    frozen) thaw "$2" ;;
    file) [[ $2 =~ ^/(run|dev/shm)/seatrial-[^/]+$ ]] && rm -rf -- "$2" ;;
    rule) drop_rule "\${@:2}" ;;
  esac
}
while (( $# >= 2 )); do
  repair "$1" "\${@:3:$2}"
  shift $(( 2 + $2 ))
done
true
`;
