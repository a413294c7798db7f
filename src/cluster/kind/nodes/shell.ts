import type {ClusterEffects, NodeShell} from '../../cluster.ts';
import {HarnessError} from '../../../system/errors.ts';
import {processTag} from '../../labels.ts';
import * as docker from '../docker.ts';
import {ownProcesses} from '../own-traces.ts';

/** Bound of a call into a node that names none. */
const defaultTimeoutMs = 60_000;

/** The whole script is read before it starts, so that no command in it can eat the rest from stdin. */
const readThenRun = ['bash', '-c', 'eval "$(cat)"', 'seatrial'];

/**
 * Ends every process of ours with the tag that is the first argument, and says how many there were. Children inherit
 * the tag in their environment; a container that gives itself one is passed over.
 */
const endTagged = `${ownProcesses}
declare -A ended
for round in {1..10}; do
  found=0
  while read -r path; do
    pid=\${path#/proc/} pid=\${pid%%/*}
    is_ours "$pid" || continue
    found=1
    kill -CONT "$pid" 2>/dev/null; kill -KILL "$pid" 2>/dev/null && ended[$pid]=yes
  done < <(grep -lszxF -e "${processTag}=$1" /proc/[0-9]*/environ)
  (( found )) || break
done
echo "\${#ended[@]}"
`;

/** True for a text that may be a tag of ours. */
export function isTag(text: string): boolean {
  return /^[\w.-]+$/.test(text);
}

function checkTag(tag: string): void {
  if (isTag(tag)) return;
  throw new HarnessError(
    'process-tag',
    `Expected a process tag of letters, digits, dots, dashes and underscores, got ${JSON.stringify(tag)}`,
  );
}

/** A shell into the node containers, over `docker exec`; calls without a bound of their own get 60 s. */
export function nodeShell({exec, openStream}: ClusterEffects): NodeShell {
  const run: NodeShell['run'] = (node, argv, options = {}) =>
    exec(docker.inside(node, argv), {timeoutMs: defaultTimeoutMs, ...options});
  const script: NodeShell['script'] = (node, text, args = [], options = {}) =>
    run(node, [...readThenRun, ...args], {...options, input: text});
  return {
    run,
    script,
    stream(node, tag, text, onLine) {
      checkTag(tag);
      const argv = docker.inside(node, readThenRun, {[processTag]: tag});
      const stream = openStream(argv, onLine, {input: text});
      return {
        done: stream.done.then(() => undefined),
        async [Symbol.asyncDispose]() {
          // The processes in the node outlive the client: they go first. A stopped or paused node has none that run.
          await script(node, endTagged, [tag], {allowFailure: true, timeoutMs: 10_000});
          await stream[Symbol.asyncDispose]();
        },
      };
    },
  };
}

/**
 * Ends all processes in a node that carry the tag, from any process of ours; resolves with how many there were. Throws
 * HarnessError for a tag that is none of ours.
 */
export async function endTaggedProcesses(shell: NodeShell, node: string, tag: string): Promise<number> {
  checkTag(tag);
  const {stdout} = await shell.script(node, endTagged, [tag], {timeoutMs: 20_000});
  return Number(stdout);
}
