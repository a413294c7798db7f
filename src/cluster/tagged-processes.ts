import {HarnessError} from '../system/errors.ts';
import type {NodeShell} from './cluster.ts';
import {processTag} from './labels.ts';
import {ownProcesses} from './own-traces.ts';

/**
 * Ends all processes in a node that carry the tag, from any process of ours; resolves with how many there were. Throws
 * HarnessError for a tag that is none of ours.
 */
export async function endTaggedProcesses(shell: NodeShell, node: string, tag: string): Promise<number> {
  checkTag(tag);
  const {stdout} = await shell.script(node, endTagged, [tag], {timeoutMs: 20_000});
  return Number(stdout);
}

/**
 * Ends every process of ours with the tag that is the first argument, and says how many there were. Children inherit
 * the tag in their environment; a container that gives itself one is passed over.
 */
export const endTagged = `${ownProcesses}
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

/** Throws HarnessError for a tag that is none of ours. */
export function checkTag(tag: string): void {
  if (isTag(tag)) return;
  throw new HarnessError(
    'process-tag',
    `Expected a process tag of letters, digits, dots, dashes and underscores, got ${JSON.stringify(tag)}`,
  );
}
