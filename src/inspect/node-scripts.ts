import {faultTag, processTag} from '../cluster/labels.ts';

/** The start time of a process, which tells it from a later one of the same number. */
const startOf = `
start_of() {
  local stat fields
  read -r stat 2>/dev/null < "/proc/$1/stat" || return 1
  read -ra fields <<< "\${stat##*) }"
  echo "\${fields[19]}"
}
`;

/**
 * Prints what is odd on one node as `kind<TAB>what` lines: services, static manifests (argument ROLE), and in the network of the node and
 * of every pod packet rules of ours and changed queueing, frozen cgroups, stopped processes, processes and files of ours, and cgroup values that
 * are not what the container's own spec says. Touches nothing.
 */
export const auditScript = `${startOf}
say() { printf '%s\\t%s\\n' "$1" "$2"; }
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
      while read -r line; do
        case $line in
          \\**) table=\${line#\\*} ;;
          *'--comment ${faultTag}'* | *'--comment "${faultTag}'*) say rule "$inode $command $table $line" ;;
        esac
      done < <(nsenter -t "$pid" -n "$command-save" 2>/dev/null)
    done
    while read -r line; do say qdisc "$inode $line"; done < <(
      nsenter -t "$pid" -n tc qdisc show 2>/dev/null | grep -E '^qdisc (netem|tbf|htb|prio|ingress|clsact) '
    )
  done < <(stat -L -c '%i %n' /proc/[0-9]*/ns/net 2>/dev/null | sort -k1,1 -u)
}
frozen() {
  local file
  while read -r file; do say frozen "$file"; done < <(
    find /sys/fs/cgroup/freezer -name freezer.state -exec grep -lE '^(FROZEN|FREEZING)' {} + 2>/dev/null
    find /sys/fs/cgroup -name cgroup.events -exec grep -l '^frozen 1' {} + 2>/dev/null
  )
}
processes() {
  local file pid tag
  while read -r file; do
    pid=\${file#/proc/} pid=\${pid%%/*}
    say stopped "$pid $(start_of "$pid") $(< "/proc/$pid/comm")"
  done < <(grep -lsE '^State:[[:space:]]+[Tt]' /proc/[0-9]*/status)
  while read -r tag; do say process "$tag"; done < <(
    { grep -hsaoz '^${processTag}=.*' /proc/[0-9]*/environ; } | tr '\\0' '\\n' | cut -d= -f2- | sort -u
  )
  while read -r file; do
    pid=\${file#/proc/} pid=\${pid%%/*}
    say command "$pid $(start_of "$pid") $(tr '\\0' ' ' < "$file" | cut -c1-120)"
  done < <(grep -lsaE '[s]eatrial-(hog|fault)' /proc/[0-9]*/cmdline)
  find /run /dev/shm -maxdepth 1 -name 'seatrial-*' 2>/dev/null | while read -r file; do say file "$file"; done
}
containers() {
  local ids id pid quota limit
  ids=$(crictl ps -q 2>/dev/null)
  [[ -n $ids ]] || return 0
  while IFS=$'\\t' read -r id pid quota limit; do
    value_is "\${id:0:12} cpu quota" "$quota" 0 "$(cgroup_of "$pid" cpu)"/{cpu.cfs_quota_us,cpu.max}
    value_is "\${id:0:12} memory limit" "$limit" 65535 "$(cgroup_of "$pid" memory)"/{memory.limit_in_bytes,memory.max}
  done < <(crictl inspect $ids 2>/dev/null | jq -r '(if type == "array" then .[] else . end) | [.status.id, .info.pid,
    ([.info.runtimeSpec.linux.resources.cpu.quota // 0, 0] | max), ([.info.runtimeSpec.linux.resources.memory.limit // 0, 0] | max)] | @tsv')
}
value_is() { # NAME OWN SLACK FILE…: the first file that is there; none is no oddity. The kernel rounds memory down to whole pages.
  local name=$1 own=$2 slack=$3 file value
  for file in "\${@:4}"; do
    [[ -e $file ]] || continue
    read -r value _ < "$file" || return 0
    [[ $value == max || $value == -1 || \${#value} -ge 18 ]] && value=0
    (( own - value >= 0 && own - value <= slack && (own == 0) == (value == 0) )) || say cgroup-value "$name $value, own $own"
    return 0
  done
}
cgroup_of() {
  local line
  while read -r line; do
    case $line in
      0::*) [[ -e /sys/fs/cgroup/cgroup.controllers ]] && echo "/sys/fs/cgroup\${line#0::}" && return ;;
      *:$2:* | *:$2,* | *,$2:*) echo "/sys/fs/cgroup/$2/\${line#*:*:/}" && return ;;
    esac
  done < "/proc/$1/cgroup"
} 2>/dev/null
services "$1"; networks; frozen; processes; containers
true
`;

/**
 * Takes back what an audit named: arguments are `kind<TAB>what` lines as the audit printed them. Each is looked at again first: a process
 * of another start time, a rule or a file that is gone is left alone.
 */
export const mendScript = `${startOf}
drop_rule() { # INODE COMMAND TABLE RULE…
  local inode=$1 command=$2 table=$3 path
  path=$(stat -L -c '%i %n' /proc/[0-9]*/ns/net 2>/dev/null | awk -v inode="$inode" '$1 == inode {print $2; exit}')
  [[ -n $path ]] || return 0
  # The rule is as iptables-save printed it: quoted for a shell, and carrying our own tag.
  path=\${path#/proc/}
  nsenter -t "\${path%%/*}" -n bash -c "$command -w 10 -t $table \${4/#-A/-D}"
}
for line in "$@"; do
  kind=\${line%%$'\\t'*} what=\${line#*$'\\t'}
  read -r first second third rest <<< "$what"
  case $kind in
    unit) systemctl start "$first" ;;
    stopped) [[ $(start_of "$first") == "$second" ]] && kill -CONT "$first" ;;
    command) [[ $(start_of "$first") == "$second" ]] && kill -KILL "$first" ;;
    frozen)
      if [[ $first == */freezer.state ]]; then echo THAWED > "$first"; else echo 0 > "\${first%/cgroup.events}/cgroup.freeze"; fi ;;
    file) [[ $first == /run/seatrial-* || $first == /dev/shm/seatrial-* ]] && rm -rf -- "$first" ;;
    rule) drop_rule "$first" "$second" "$third" "$rest" ;;
  esac
done
true
`;
