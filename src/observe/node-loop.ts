/**
 * Bash for a node: calls the function `each_second` once a second for as long as somebody reads, and `each_pod` for the
 * folder of every pod's memory cgroup that is not foreign. Builtins only: a process started per second and file would
 * cost more than all the reading.
 */
export function nodeLoop(foreignPodUids: readonly string[], body: string): string {
  return `${prelude}\nforeign=' ${foreignPodUids.map((uid) => uid.replaceAll('-', '_')).join(' ')} '\n${body}\nloop\n`;
}

const prelude = `
shopt -s nullglob
root=/sys/fs/cgroup/memory version=1 base=
if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then root=/sys/fs/cgroup version=2; fi
each_pod() {
  local dir uid
  for dir in "$base"/*pod*/ "$base"/*/*pod*/; do
    dir=\${dir%/} uid=\${dir##*/}
    [[ $uid == *pod????????[-_]????[-_]* ]] || continue
    uid=\${uid##*pod} uid=\${uid%.slice} uid=\${uid//-/_}
    [[ $uid =~ ^[0-9a-f_]+$ ]] || continue
    [[ $foreign == *" $uid "* ]] || "$1" "$dir" "\${uid//_/-}"
  done
}
loop() {
  local tick now due=\${EPOCHREALTIME/[.,]/} left
  exec {tick}<> <(:)
  while :; do
    [[ -n $base ]] || base=$(find "$root" -type d -name '*kubepods*' -print -quit)
    [[ -z $base ]] || each_second
    printf '.\\n' || exit 0
    now=\${EPOCHREALTIME/[.,]/}
    (( due += 1000000 ))
    (( due > now )) || (( due = now + 1000000 ))
    printf -v left '%d.%06d' $(( (due - now) / 1000000 )) $(( (due - now) % 1000000 ))
    read -rt "$left" -u "$tick"
  done
}
`;
