import {HarnessError} from '../system/errors.ts';
import type {ExecOptions, ExecResult} from '../system/exec.ts';
import type {NodeShell} from './cluster.ts';

/** A pod and the node it runs on. */
export interface PodPlace {
  readonly node: string;
  readonly namespace: string;
  readonly pod: string;
}

/** Enters the network of the pod `$2` in namespace `$1` and runs the script `$3` there with the node's own programs. */
const enter = `
sandbox=$(crictl pods --state ready -o json |
  jq -r --arg namespace "$1" --arg name "$2" '[.items[] | select(.metadata.namespace == $namespace and .metadata.name == $name) | .id][0] // empty')
[ -n "$sandbox" ] || { echo "no running sandbox of pod $1/$2 on this node" >&2; exit 125; }
pid=$(crictl inspectp -o go-template --template '{{.info.pid}}' "$sandbox")
exec nsenter -t "$pid" -n bash -c "$3" seatrial "\${@:4}"
`;

/** Runs a bash script of the node inside a pod's network, so that the pod's image needs no programs of its own. */
export async function inPodNetwork(
  shell: NodeShell,
  {node, namespace, pod}: PodPlace,
  script: string,
  args: readonly string[] = [],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const result = await shell.script(node, enter, [namespace, pod, script, ...args], {...options, allowFailure: true});
  if (result.exitCode === 125) throw new HarnessError('no-pod', `On node ${node}: ${result.stderr.trim()}`);
  if (result.exitCode === 0 || options.allowFailure === true) return result;
  throw new HarnessError(
    'pod-network',
    `A script in the network of pod ${namespace}/${pod} ended with ${result.exitCode}: ${result.stderr.trim().slice(-500)}`,
  );
}

/** Whether a TCP connection from inside the pod's network is taken within `timeoutMs`. */
export async function canConnect(
  shell: NodeShell,
  from: PodPlace,
  host: string,
  port: number,
  timeoutMs = 2000,
): Promise<boolean> {
  const script = `timeout "$3" bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2"`;
  const args = [host, String(port), String(timeoutMs / 1000)];
  return (await inPodNetwork(shell, from, script, args, {allowFailure: true})).exitCode === 0;
}
