import {oomKillIn} from '../../history/records/oom-kills.ts';

/**
 * The newest OOM record of the kernel's log whose killed task was in this container of this pod, or null. A limit must
 * have been hit: 137 means SIGKILL, and a record of another pod or of an earlier container is no receipt.
 */
export function kernelRecord(lines: readonly string[], podUid: string, containerId: string): string | null {
  const isOurs = (line: string): boolean => {
    const kill = oomKillIn(line);
    return kill?.podUid === podUid && kill.containerId === containerId && !kill.isGlobal;
  };
  return lines.findLast(isOurs) ?? null;
}
