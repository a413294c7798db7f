import type {EventBody, Placed} from '../events.ts';
import type {Events} from '../history.ts';

/** One OOM record of the kernel: the task it killed. */
export interface OomKill {
  /** The memory cgroup of the killed task. */
  readonly cgroup: string;
  /** Of the killed task's pod; undefined when it was not in a pod. */
  readonly podUid: string | undefined;
  readonly containerId: string | undefined;
  readonly pid: string;
  /** True when the machine itself ran out of memory, false when a cgroup's limit was hit. */
  readonly isGlobal: boolean;
}

/** The event of a line of the kernel's log about memory that ran out, as it is. */
export function kernelLine(text: string): EventBody {
  return {kind: 'line', source: 'kernel', text};
}

/** All OOM kills in the kernel's log, by arrival. All kind nodes share one kernel log, so each kill is listed once. */
export function oomKills({events}: Events): readonly (OomKill & Placed)[] {
  const seen = new Set<string>();
  return events.flatMap((event) => {
    const kill = event.kind === 'line' && event.source === 'kernel' ? oomKillIn(event.text) : undefined;
    if (kill === undefined) return [];
    const key = `${kill.cgroup} ${kill.pid}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{seq: event.seq, tMs: event.tMs, ...kill}];
  });
}

/**
 * Reads one line of the kernel's log; undefined when it is no OOM record. Understands the cgroupfs and the systemd
 * spelling of pod cgroups.
 */
export function oomKillIn(line: string): OomKill | undefined {
  const [, constraint, cgroup, pid] =
    /oom-kill:constraint=(\w+),.*?task_memcg=([^,]*),task=.*?,pid=(\d+)/.exec(line) ?? [];
  if (constraint === undefined || cgroup === undefined || pid === undefined) return undefined;
  const podUid = [...cgroup.matchAll(uidPattern)].at(-1)?.[1]?.replaceAll('_', '-');
  const containerId = podUid === undefined ? undefined : containerOf(cgroup);
  return {cgroup, podUid, containerId, pid, isGlobal: constraint !== 'CONSTRAINT_MEMCG'};
}

const uidPattern = /pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})/g;

/** The container's ID is the first 64 hex digits after the pod (the node's own container stands before it). */
function containerOf(cgroup: string): string | undefined {
  const afterPod = cgroup.slice(
    cgroup.lastIndexOf('/pod') >= 0 ? cgroup.lastIndexOf('/pod') : cgroup.lastIndexOf('-pod'),
  );
  return /[0-9a-f]{64}/.exec(afterPod)?.[0];
}
