/**
 * Bash for `nodeLoop`: once a second one line for every container: `ID anon shmem kernel socket current limit hits
 * kills cpuUs periods throttled throttledUs` (bytes, microseconds; limit 0 = none). Version 1 has no count of
 * unreclaimable slab: there `kernel` is all kernel memory, an upper bound, and sockets are not charged to the limit.
 */
export const cgroupsScript = `
declare -A pauses
cpu=/sys/fs/cgroup/cpu,cpuacct cpuacct=/sys/fs/cgroup/cpu,cpuacct
[[ -e $cpu/cgroup.procs ]] || cpu=/sys/fs/cgroup/cpu cpuacct=/sys/fs/cgroup/cpuacct
each_second() { each_pod each_container; }
each_container() {
  local dir id pid command
  for dir in "$1"/*/; do
    dir=\${dir%/} id=\${dir##*/} id=\${id#cri-containerd-} id=\${id%.scope}
    [[ $id =~ ^[0-9A-Za-z_-]+$ ]] || continue
    if [[ -z \${pauses[$id]} ]]; then
      read -r pid 2>/dev/null < "$dir/cgroup.procs" || continue
      read -rd '' command 2>/dev/null < "/proc/$pid/cmdline"
      if [[ $command == /pause ]]; then pauses[$id]=yes; else pauses[$id]=no; fi
    fi
    [[ \${pauses[$id]} == yes ]] || "sample$version" "$dir" "$id" 2>/dev/null
  done
}
sample1() {
  local dir=$1 id=$2 line lines rss=0 shmem=0 kernel current limit hits kills=0 usage periods=0 throttled=0 time=0 path=\${1#"$root"}
  mapfile -t lines < "$dir/memory.stat" || return
  for line in "\${lines[@]}"; do
    case $line in
      'total_rss '*) rss=\${line#* } ;;
      'total_shmem '*) shmem=\${line#* } ;;
    esac
  done
  read -r kernel < "$dir/memory.kmem.usage_in_bytes" || kernel=0
  read -r current < "$dir/memory.usage_in_bytes" || return
  read -r limit < "$dir/memory.limit_in_bytes" || return
  (( \${#limit} < 18 )) || limit=0
  read -r hits < "$dir/memory.failcnt" || return
  mapfile -t lines < "$dir/memory.oom_control"
  for line in "\${lines[@]}"; do [[ $line == 'oom_kill '* ]] && kills=\${line#* }; done
  read -r usage < "$cpuacct$path/cpuacct.usage" || usage=0
  mapfile -t lines < "$cpu$path/cpu.stat"
  for line in "\${lines[@]}"; do
    case $line in
      'nr_periods '*) periods=\${line#* } ;;
      'nr_throttled '*) throttled=\${line#* } ;;
      'throttled_time '*) time=\${line#* } ;;
    esac
  done
  printf '%s\\n' "$id $rss $shmem $kernel 0 $current $limit $hits $kills $(( usage / 1000 )) $periods $throttled $(( time / 1000 ))"
}
sample2() {
  local dir=$1 id=$2 line lines anon=0 shmem=0 kernel=0 socket=0 current limit hits=0 kills=0 usage=0 periods=0 throttled=0 time=0
  mapfile -t lines < "$dir/memory.stat" || return
  for line in "\${lines[@]}"; do
    case $line in
      'anon '*) anon=\${line#* } ;;
      'shmem '*) shmem=\${line#* } ;;
      'sock '*) socket=\${line#* } ;;
      'slab_unreclaimable '* | 'kernel_stack '* | 'pagetables '*) (( kernel += \${line#* } )) ;;
    esac
  done
  read -r current < "$dir/memory.current" || return
  read -r limit < "$dir/memory.max" || return
  [[ $limit != max ]] || limit=0
  mapfile -t lines < "$dir/memory.events"
  for line in "\${lines[@]}"; do
    case $line in
      'max '*) hits=\${line#* } ;;
      'oom_kill '*) kills=\${line#* } ;;
    esac
  done
  mapfile -t lines < "$dir/cpu.stat"
  for line in "\${lines[@]}"; do
    case $line in
      'usage_usec '*) usage=\${line#* } ;;
      'nr_periods '*) periods=\${line#* } ;;
      'nr_throttled '*) throttled=\${line#* } ;;
      'throttled_usec '*) time=\${line#* } ;;
    esac
  done
  printf '%s\\n' "$id $anon $shmem $kernel $socket $current $limit $hits $kills $usage $periods $throttled $time"
}
`;
