/**
 * Bash for a node. Defines `cgroup_named ID`: prints the folder of the memory control group of a container or of a pod,
 * by its whole ID: one that is no ID (the status of a pod is written by whoever may) names nothing. `cgroups_named ID`
 * prints all, for a hierarchy may be mounted twice.
 */
export const cgroupNamed = `
cgroup_named() { find_group "$1" -print -quit; }
cgroups_named() { find_group "$1" -prune -print; }
find_group() { # ID ACTION…
  local root=/sys/fs/cgroup/memory
  [[ ! -e /sys/fs/cgroup/cgroup.controllers ]] || root=/sys/fs/cgroup
  [[ $1 =~ ^[0-9A-Za-z-]+$ ]] || return 0
  find "$root" -type d \\( -name "$1" -o -name "*-$1.scope" -o -name "pod$1" -o -name "*-pod\${1//-/_}.slice" \\) "\${@:2}"
}
`;
