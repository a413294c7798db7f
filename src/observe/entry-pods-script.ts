/**
 * Bash for `nodeLoop`: once a second one line for every pod with a network of its own: `POD_UID passiveOpens inSegs
 * inOctets`, counted by the kernel in the pod's network namespace (read through /proc, nothing enters it). Octets are
 * those that came in over its interfaces but `lo`.
 */
export const entryPodsScript = `
each_second() { each_pod each_network; }
each_network() {
  local dir pid= lines line fields passive= segments octets=0
  for dir in "$1"/*/; do
    read -r pid 2>/dev/null < "$dir/cgroup.procs" && break
  done
  [[ -n $pid && ! /proc/$pid/ns/net -ef /proc/1/ns/net ]] || return
  { mapfile -t lines < "/proc/$pid/net/snmp"; } 2>/dev/null || return
  for line in "\${lines[@]}"; do
    [[ $line == Tcp:\\ [0-9]* ]] || continue
    read -ra fields <<< "$line"
    passive=\${fields[6]} segments=\${fields[10]}
  done
  { mapfile -t lines < "/proc/$pid/net/dev"; } 2>/dev/null || return
  for line in "\${lines[@]}"; do
    [[ $line == *:* && $line != *lo:* ]] || continue
    read -ra fields <<< "\${line#*:}"
    (( octets += fields[0] ))
  done
  [[ -z $passive ]] || printf '%s\\n' "$2 $passive $segments $octets"
}
`;
