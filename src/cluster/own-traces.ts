import {faultTag} from './labels.ts';

/*
 * Bash for a node that tells what is ours from what a subject wrote: texts of a subject are compared, never evaluated,
 * never a pattern, and never framed by lines.
 */

/**
 * Defines `start_of PID`, which prints the start time that tells a process from a later one of the same number, and
 * `is_ours PID`: it runs in the mount namespace of the node, as all does that the harness starts there. A container
 * never does, whatever its arguments, its environment and the control groups it shares with the harness say.
 */
export const ownProcesses = `
start_of() {
  local stat= fields
  # The name of a process may hold line breaks and brackets: its end is the last bracket of the whole file.
  IFS= read -rd '' stat 2>/dev/null < "/proc/$1/stat"
  [[ -n $stat ]] || return 1
  read -ra fields <<< "\${stat##*) }"
  echo "\${fields[19]}"
}
is_ours() { [[ /proc/$1/ns/mnt -ef /proc/$$/ns/mnt ]]; }
`;

/**
 * Defines `each_rule COMMAND…`, which hands each line of an iptables-save on stdin to a command, a quoted comment with
 * line breaks in one piece; and `own_rule RULE`: true for a rule such as the faults make, whose comment is exactly a
 * tag of theirs. It leaves the words after `-A` in `rule` and the comment in `tag`. Everything else, and every option
 * that the faults do not use, is not ours.
 */
export const ownRules = `
each_rule() {
  local line whole= quotes
  while IFS= read -r line; do
    whole+=\${whole:+$'\\n'}$line
    quotes=\${whole//\\\\?/} quotes=\${quotes//[!\\"]/}
    (( \${#quotes} % 2 == 0 )) || continue
    "$@" "$whole"
    whole=
  done
}
own_rule() {
  local words next=2 word value
  rule=() tag=
  [[ $1 != *$'\\n'* ]] || return 1
  read -ra words <<< "$1"
  [[ \${words[0]} == -A && \${words[1]} =~ ^[A-Z]+$ ]] || return 1
  rule=("\${words[1]}")
  while (( next < \${#words[@]} )); do
    word=\${words[next]} value=\${words[next + 1]}
    case $word in
      '!') rule+=('!') && (( next += 1 )) && continue ;;
      -s | -d) [[ $value =~ ^[0-9a-f.:/]+$ ]] ;;
      -i | -o) [[ $value =~ ^[0-9A-Za-z][0-9A-Za-z._-]*$ ]] ;;
      -m) [[ $value == comment ]] ;;
      -j) [[ $value == DROP || $value == ACCEPT ]] ;;
      --comment)
        value=\${value#\\"} value=\${value%\\"}
        [[ -z $tag && $value =~ ^${faultTag}-[0-9a-z-]+$ ]] && tag=$value ;;
      *) false ;;
    esac || return 1
    rule+=("$word" "$value")
    (( next += 2 ))
  done
  [[ -n $tag ]]
}
`;
