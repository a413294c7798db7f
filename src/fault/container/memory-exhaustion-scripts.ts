import {ownProcesses} from '../../cluster/own-traces.ts';
import {cgroupNamed} from '../cgroup-script.ts';

/*
 * Bash for the node of the victim, so that the victim's image needs no shell. Each script is one function called in its
 * last line: a script cut off while it is sent does nothing.
 */

/**
 * Prints what `mark` must know of one container as NUL-ended `name=value` fields: arguments CONTAINER_ID. Exit 3: the
 * container has no process.
 */
export const lookScript = `${cgroupNamed}${ownProcesses}
look() {
  local root=/sys/fs/cgroup/memory version=1 limitFile=memory.limit_in_bytes usageFile=memory.usage_in_bytes container
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then root=/sys/fs/cgroup version=2 limitFile=memory.max usageFile=memory.current; fi
  container=$(cgroup_named "$1")
  [[ -n $container ]] || { echo "no memory cgroup of container $1 under $root" >&2; return 3; }
  local pid pages largest=-1 victim= start
  while read -r pid; do
    read -r _ pages _ 2>/dev/null < "/proc/$pid/statm" || continue
    if (( pages > largest )); then largest=$pages victim=$pid; fi
  done < <(find "$container" -name cgroup.procs -exec cat {} +)
  [[ -n $victim ]] || { echo "container $1 has no process" >&2; return 3; }
  start=$(start_of "$victim") || return 3
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
  printf '%s\\0' "version=$version" "container=$container" "cgroup=$cgroup" "limit=$limit" "usage=$(< "$container/$usageFile")" \\
    "pid=$victim" "start=$start" "adjustment=$(< "/proc/$victim/oom_score_adj")" "command=$(< "/proc/$victim/comm")" \\
    "runType=$(stat -f -c %T /run)" "runFree=$(( $(stat -f -c '%a * %S' /run) ))"
  awk '$1 == "MemAvailable:" {printf "available=%.0f", $2 * 1024}' /proc/meminfo
}
look "$@"
`;

/**
 * Fills a file in the node's memory from inside the victim's memory cgroup: arguments HOG_TAG FILE CGROUP PID START
 * LIMIT BYTES; no LIMIT: the memory stays taken. With one, the victim is made the first to go, and the memory is given
 * back the moment it does. Steps become smaller towards the limit, with a look at the kernel's count of kills before
 * each: a page more while the victim is still dying would kill the next one. An anonymous hog would be killed itself,
 * so it is a file. With memory.oom.group (cgroup v2) the writer dies with the container: the waiting shell outside the
 * cgroup gives the memory back. At most 30 s.
 */
export const fillScript = `
alive() {
  local stat= fields
  IFS= read -rd '' stat 2>/dev/null < "/proc/$1/stat"
  [[ -n $stat ]] || return 1
  read -ra fields <<< "\${stat##*) }"
  [[ \${fields[19]} == "$2" && \${fields[0]} != [ZX] ]]
}
look_at() {
  local file=$1/memory.oom_control lines line usage
  count=gone
  [[ -e $file ]] || file=$1/memory.events
  { mapfile -t lines < "$file"; } 2>/dev/null || return
  for line in "\${lines[@]}"; do [[ $line == 'oom_kill '* ]] && count=\${line#* }; done
  # Pages of files are taken back by the kernel before anybody is killed.
  (( looks++ % 16 == 0 || room > 65536 )) || return
  { read -r usage < "$1/memory.usage_in_bytes" || read -r usage < "$1/memory.current"; } 2>/dev/null || return
  room=$(( $2 - usage ))
  mapfile -t lines < "$1/memory.stat"
  for line in "\${lines[@]}"; do
    case $line in 'inactive_file '* | 'active_file '*) (( room += \${line#* } )) ;; esac
  done
}
write() {
  local file=$1 cgroup=$2 pid=$3 start=$4 limit=$5 bytes=$6 count= before= room=0 looks=0 written=0 step=8388608
  exec 3>> "$file"
  echo "$BASHPID" > "$cgroup/cgroup.procs" || return 4
  SECONDS=0
  while (( written < bytes && SECONDS < 30 )); do
    if [[ -n $limit ]]; then
      look_at "$cgroup" "$limit"
      [[ $count == "\${before:=$count}" ]] && alive "$pid" "$start" || break
      (( step = room / 4 / 65536 * 65536, step = step > 8388608 ? 8388608 : step < 65536 ? 4096 : step ))
    fi
    if (( step > 262144 )); then
      dd if=/dev/zero "of=$file" bs=64K "count=$(( step / 65536 ))" oflag=append conv=notrunc status=none || break
    else
      printf '%*s' "$step" '' >&3 || break
    fi
    (( written += step ))
  done
  [[ -z $limit ]] || : > "$file"
}
fill() {
  local tag=$1 file=$2 cgroup=$3 pid=$4 start=$5 limit=$6 bytes=$7
  alive "$pid" "$start" || { echo "the victim, process $pid, is gone" >&2; return 3; }
  if [[ -n $limit ]]; then echo 1000 > "/proc/$pid/oom_score_adj" || return 4; fi
  write "$file" "$cgroup" "$pid" "$start" "$limit" "$bytes" &
  wait $!
  local code=$?
  [[ -z $limit ]] || rm -f "$file"
  # 137: the kernel took the writer together with the container.
  (( code == 137 )) || return $code
}
fill "$@"
`;

/**
 * Takes everything back that is still there: arguments ID FILE PID START ADJUSTMENT_FOUND. The hog's tag is
 * seatrial-hog-ID.
 */
export const releaseScript = `${ownProcesses}
release() {
  local id=$1 file=$2 pid=$3 start=$4 adjustment=$5 round quiet=0 path process stat= fields
  # An injection whose caller was killed may only just begin: three quiet looks in a row are wanted.
  for round in {1..100}; do
    (( quiet += 1 ))
    while read -r path; do
      process=\${path#/proc/} process=\${process%/cmdline}
      is_ours "$process" || continue
      quiet=0
      kill -9 "$process" 2>/dev/null
    done < <(grep -lsaF -f <(printf 'seatrial-hog-%s\\n' "$id") /proc/[0-9]*/cmdline)
    rm -f "$file"
    (( quiet < 3 )) || break
    sleep 0.03
  done
  IFS= read -rd '' stat 2>/dev/null < "/proc/$pid/stat"
  if [[ -n $stat ]]; then
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
  dmesg | grep -aF oom-kill: | grep -aF -e "$2" | tail -n 5
  return 0
}
read_kernel "$@"
`;
