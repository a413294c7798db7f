/*
 * Bash for the node of the victim, so that the victim's image needs no shell. Each script is one function called in its last
 * line: a script cut off while it is sent does nothing.
 */

/** Prints what `mark` must know of one container as `name=value` lines: arguments CONTAINER_ID. Exit 3: the container has no process. */
export const lookScript = `
look() {
  local root=/sys/fs/cgroup/memory version=1 limitFile=memory.limit_in_bytes usageFile=memory.usage_in_bytes container
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then root=/sys/fs/cgroup version=2 limitFile=memory.max usageFile=memory.current; fi
  container=$(find "$root" -type d -name "*$1*" -print -quit)
  [[ -n $container ]] || { echo "no memory cgroup of container $1 under $root" >&2; return 3; }
  local pid pages largest=-1 victim= rest fields
  while read -r pid; do
    read -r _ pages _ 2>/dev/null < "/proc/$pid/statm" || continue
    if (( pages > largest )); then largest=$pages victim=$pid; fi
  done < <(find "$container" -name cgroup.procs -exec cat {} +)
  [[ -n $victim ]] || { echo "container $1 has no process" >&2; return 3; }
  rest=$(< "/proc/$victim/stat") || return 3
  read -ra fields <<< "\${rest##*) }"
  local line path= limit= value dir
  while read -r line; do
    if (( version == 2 )); then [[ $line == 0::* ]] && path=\${line#0::}
    elif [[ $line == *:memory:* ]]; then path=\${line#*:memory:}; fi
  done < "/proc/$victim/cgroup"
  local cgroup=$root$path
  [[ -e $cgroup/cgroup.procs ]] || cgroup=$container
  # The limit that bites first: the container's, or one of the pod's above it.
  for dir in "$cgroup" "$container" "$(dirname "$container")"; do
    value=$(< "$dir/$limitFile") || continue
    [[ $value == max || \${#value} -ge 18 ]] && continue
    if [[ -z $limit ]] || (( value < limit )); then limit=$value; fi
  done
  printf '%s\\n' "version=$version" "container=$container" "cgroup=$cgroup" "limit=$limit" "usage=$(< "$container/$usageFile")" \\
    "pid=$victim" "start=\${fields[19]}" "adjustment=$(< "/proc/$victim/oom_score_adj")" "command=$(< "/proc/$victim/comm")" \\
    "runType=$(stat -f -c %T /run)" "runFree=$(( $(stat -f -c '%a * %S' /run) ))"
  awk '$1 == "MemAvailable:" {printf "available=%.0f\\n", $2 * 1024}' /proc/meminfo
  awk '$1 ~ /^(total_)?(in)?active_file$/ {sum[$1 ~ /^total_/] += $2} END {printf "cache=%.0f\\n", 1 in sum ? sum[1] : sum[0]}' "$container/memory.stat"
}
look "$@"
`;

/**
 * Fills a file in the node's memory from inside the victim's memory cgroup: arguments HOG_TAG FILE CGROUP PID START BULK BYTES UNTIL.
 * UNTIL is "killed" (the victim is made the first to go; the memory is given back the moment it is gone) or "filled" (the memory stays).
 * The first BULK bytes go in steps of 4 MiB; near the limit the steps are small, so that a second process is not killed after the victim.
 * An anonymous hog would be killed itself, so it is a file. With memory.oom.group (cgroup v2) the writer dies with the container:
 * the waiting shell outside the cgroup gives the memory back. At most 30 s.
 */
export const fillScript = `
alive() {
  local stat fields
  read -r stat 2>/dev/null < "/proc/$1/stat" || return 1
  read -ra fields <<< "\${stat##*) }"
  [[ \${fields[19]} == "$2" && \${fields[0]} != [ZX] ]]
}
write() {
  local file=$1 cgroup=$2 pid=$3 start=$4 bulk=$5 bytes=$6 until=$7 block written=0 small=131072 large=4194304
  printf -v block '%*s' "$small" ''
  exec 3>> "$file"
  echo "$BASHPID" > "$cgroup/cgroup.procs" || return 4
  SECONDS=0
  while (( written < bytes && SECONDS < 30 )); do
    if [[ $until == killed ]] && ! alive "$pid" "$start"; then break; fi
    if (( written + large <= bulk )); then
      dd if=/dev/zero "of=$file" bs=1M count=4 oflag=append conv=notrunc status=none || break
      (( written += large ))
    else
      printf %s "$block" >&3 || break
      (( written += small ))
    fi
  done
  [[ $until == filled ]] || : > "$file"
}
fill() {
  local tag=$1 file=$2 cgroup=$3 pid=$4 start=$5 bulk=$6 bytes=$7 until=$8
  alive "$pid" "$start" || { echo "the victim, process $pid, is gone" >&2; return 3; }
  if [[ $until == killed ]]; then echo 1000 > "/proc/$pid/oom_score_adj" || return 4; fi
  write "$file" "$cgroup" "$pid" "$start" "$bulk" "$bytes" "$until" &
  wait $!
  local code=$?
  [[ $until == filled ]] || rm -f "$file"
  # 137: the kernel took the writer together with the container.
  (( code == 137 )) || return $code
}
fill "$@"
`;

/** Takes everything back that is still there: arguments ID FILE PID START ADJUSTMENT_FOUND. The hog's tag is seatrial-hog-ID. */
export const releaseScript = `
release() {
  local id=$1 file=$2 pid=$3 start=$4 adjustment=$5 round quiet=0 path process stat fields
  # An injection whose caller was killed may only just begin: three quiet looks in a row are wanted.
  for round in {1..100}; do
    (( quiet += 1 ))
    while read -r path; do
      process=\${path#/proc/} process=\${process%/cmdline} quiet=0
      kill -9 "$process" 2>/dev/null
    done < <(grep -lsaF -f <(printf 'seatrial-hog-%s\\n' "$id") /proc/[0-9]*/cmdline)
    rm -f "$file"
    (( quiet < 3 )) || break
    sleep 0.03
  done
  if read -r stat 2>/dev/null < "/proc/$pid/stat"; then
    read -ra fields <<< "\${stat##*) }"
    if [[ \${fields[19]} == "$start" && \${fields[0]} != [ZX] && $(< "/proc/$pid/oom_score_adj") == 1000 && $adjustment != 1000 ]]; then
      echo "$adjustment" > "/proc/$pid/oom_score_adj" || return 5
    fi
  fi
  (( quiet == 3 )) || { echo "processes tagged seatrial-hog-$id do not end" >&2; return 6; }
}
release "$@"
`;

/** Prints the container's memory as the kernel accounts it, then its OOM records: arguments CGROUP CONTAINER_ID. */
export const readScript = `
read_kernel() {
  local usage=
  { usage=$(< "$1/memory.current") || usage=$(< "$1/memory.usage_in_bytes"); } 2>/dev/null
  printf 'usage=%s\\n' "$usage"
  dmesg | grep -aF oom-kill: | grep -aF "$2" | tail -n 5
  return 0
}
read_kernel "$@"
`;
