import {cgroupNamed} from '../cgroup-script.ts';
import {endTagged} from '../node/node-scripts.ts';

/*
 * Bash for a node that pauses and resumes the processes of containers with signals: it works with both versions of
 * control groups and needs nothing in an image. What a kubelet starts in a paused container (the command of a probe) is
 * not paused: so would a hung application look.
 */

const processes = `${cgroupNamed}
processes() {
  local pid stat fields
  while read -r pid; do
    stat=
    IFS= read -rd '' stat 2>/dev/null < "/proc/$pid/stat"
    [[ -n $stat ]] || continue
    read -ra fields <<< "\${stat##*) }"
    [[ \${fields[0]} == [ZX] ]] || echo "$pid \${fields[19]} \${fields[0]} \${fields[1]}"
  done < <(find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null | sort -un)
}
chosen() {
  awk -v which="$1" '
    {line[NR] = $0; known[$1] = 1; start[NR] = $2; parent[NR] = $4}
    END {
      for (i = 1; i <= NR; i++)
        if (which == "all") print line[i]
        else if (!(parent[i] in known) && (!best || start[i] + 0 < start[best] + 0)) best = i
      if (which != "all" && best) print line[best]
    }'
}
pause_in() {
  local round now before= pid
  for round in {1..100}; do
    now=$(processes "$1" | chosen "$2")
    [[ -n $now ]] || { echo "no process in $1" >&2; return 3; }
    [[ $now != "$before" ]] || grep -qv '^[0-9]* [0-9]* T ' <<< "$now" || return 0
    while read -r pid _; do kill -STOP "$pid" 2>/dev/null; done <<< "$now"
    before=$now
    sleep 0.02
  done
  echo "the processes in $1 do not stop" >&2
  return 6
}
`;

/** Prints `PID START STATE PARENT` of every process of a container: arguments CONTAINER_ID. Exit 3: it has none. */
export const processesScript = `${processes}
look() {
  local container
  container=$(cgroup_named "$1")
  [[ -n $container ]] || { echo "no cgroup of container $1 on this node" >&2; return 3; }
  processes "$container"
}
look "$@"
`;

/**
 * Pauses every process of a container, or the `first` alone (the oldest whose parent is outside: PID 1), until the
 * same processes were seen stopped twice: arguments TAG CONTAINER_ID all|first. Exit 3: it has none.
 */
export const pauseScript = `${processes}
pause() {
  local container
  container=$(cgroup_named "$2")
  [[ -n $container ]] || { echo "no cgroup of container $2 on this node" >&2; return 3; }
  pause_in "$container" "$3"
}
pause "$@"
`;

/**
 * Lets every stopped process of a container or a pod go on: arguments ID CONTAINER_ID|POD_UID PID:START…, the last ones
 * being those that were stopped before. What has another control group by now (a container that was replaced) is not
 * looked at.
 */
export const resumeScript = `${endTagged}${processes}
resume() {
  end_tagged "$1" || return
  local group round pid start state rest left known=" \${*:3} "
  group=$(cgroup_named "$2")
  [[ -n $group ]] || return 0
  for round in {1..100}; do
    left=0
    while read -r pid start state rest; do
      [[ $state == T && $known != *" $pid:$start "* ]] || continue
      kill -CONT "$pid" 2>/dev/null
      left=1
    done < <(processes "$group")
    (( left )) || return 0
    sleep 0.02
  done
  echo "processes in $group stay stopped" >&2
  return 6
}
resume "$@"
`;

/**
 * Prints the processes of a container as `processesScript` does, then how its port answers a request from its node:
 * arguments CONTAINER_ID ADDRESS PORT.
 */
export const pausedScript = `${processes}
answer() {
  timeout 2 bash -c 'exec 3<>"/dev/tcp/$0/$1" || exit 1; printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3; read -rt 1 -n 1 -u 3; (( $? <= 128 )) || exit 9' "$1" "$2" 2>/dev/null
  case $? in
    0) echo answer answered ;;
    1) echo answer refused ;;
    *) echo answer silent ;;
  esac
}
read_paused() {
  local container
  container=$(cgroup_named "$1")
  [[ -z $container ]] || processes "$container"
  [[ -z $2 || -z $3 ]] || answer "$2" "$3"
}
read_paused "$@"
`;

/**
 * Kills a container and pauses the one that the kubelet starts in its place as soon as its own program runs, before it
 * can serve: arguments TAG CONTAINER_ID. Exit 3: it has no process; 6: no successor within two minutes.
 */
export const slowBootScript = `${processes}
slow_boot() {
  local container pod round pids dir pid program
  local -A known
  container=$(cgroup_named "$2")
  [[ -n $container ]] || { echo "no cgroup of container $2 on this node" >&2; return 3; }
  pod=\${container%/*}
  for dir in "$pod"/*/; do known[$dir]=there; done
  for round in {1..50}; do
    mapfile -t pids < <(find "$container" -name cgroup.procs -exec cat {} + 2>/dev/null)
    (( \${#pids[@]} )) || break
    kill -9 "\${pids[@]}" 2>/dev/null
    sleep 0.02
  done
  exec {tick}<> <(:)
  for round in {1..2400}; do
    for dir in "$pod"/*/; do
      [[ -z \${known[$dir]} ]] || continue
      dir=\${dir%/}
      { read -r pid < "$dir/cgroup.procs" && program=$(readlink "/proc/$pid/exe"); } 2>/dev/null || continue
      # The runtime's own first process is still to become the container's: paused, it would hold the kubelet up. Its name is not always the runtime's.
      [[ -n $program && $program != *runc* ]] || continue
      pause_in "$dir" all && return
    done
    read -rt 0.05 -u "$tick"
  done
  echo "no container took the place of $2" >&2
  return 6
}
slow_boot "$@"
`;

/** Prints `CONTAINER_CGROUP PID START STATE PARENT` of every process of a pod: arguments POD_UID. */
export const podProcessesScript = `${processes}
look_at_pod() {
  local pod dir name line
  pod=$(cgroup_named "$1")
  [[ -n $pod ]] || return 0
  for dir in "$pod"/*/; do
    dir=\${dir%/} name=\${dir##*/}
    # The runtime gives no other names; what a container made itself is not one of its pod's containers.
    [[ $name =~ ^[0-9A-Za-z._-]+$ ]] || continue
    while IFS= read -r line; do echo "$name $line"; done < <(processes "$dir")
  done
}
look_at_pod "$@"
`;
