/*
 * Bash for the network of a pod, run there with the node's own programs, so that the pod's image needs none.
 */

/**
 * Drops what comes into a pod's network, but for its node (the kubelet's probes come from the gateway or from the
 * node's own address): arguments TAG NODE_ADDRESS SOURCE…; without sources everything, else what comes from them alone.
 */
export const partitionPodScript = `
partition_pod() {
  local tag=$1 gateway source sources
  local spared=("$2")
  gateway=$(ip -4 route show default | awk '{print $3; exit}')
  [[ -z $gateway || $gateway == "$2" ]] || spared+=("$gateway")
  shift 2
  for source in "\${spared[@]}"; do
    iptables -w 10 -I INPUT -s "$source" -m comment --comment "$tag" -j ACCEPT || return 4
  done
  if (( $# == 0 )); then
    iptables -w 10 -I INPUT $(( \${#spared[@]} + 1 )) ! -i lo -m comment --comment "$tag" -j DROP || return 4
  fi
  for source in "$@"; do
    iptables -w 10 -I INPUT $(( \${#spared[@]} + 1 )) ! -i lo -s "$source" -m comment --comment "$tag" -j DROP || return 4
  done
}
partition_pod "$@"
`;

/** Whether a port takes a connection within a second: arguments ADDRESS PORT. Prints `open` or `closed`. */
export const reachScript = `
reach() {
  if timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; then echo open; else echo closed; fi
}
reach "$@"
`;
