import type {History} from '../history.ts';

/** One OOM kill as the kernel recorded it. All kind nodes share one kernel log, so each kill is listed once. */
export interface OomRecord {
  readonly seq: number;
  readonly tMs: number;
  /** Of the killed task's pod; undefined when it was not in a pod. */
  readonly podUid: string | undefined;
  readonly containerId: string | undefined;
  readonly pid: string;
  /** True when the machine itself ran out of memory, false when a cgroup's limit was hit. */
  readonly isGlobal: boolean;
}

const uidPattern = /pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})/g;

/** All OOM kills in the kernel's log, by arrival. Understands the cgroupfs and the systemd spelling of pod cgroups. */
export function oomRecords(history: History): readonly OomRecord[] {
  const seen = new Set<string>();
  return history.events.flatMap((event) => {
    if (event.kind !== 'line' || event.source !== 'kernel') return [];
    const parts = /oom-kill:constraint=(\w+),.*?task_memcg=([^,]*),task=.*?,pid=(\d+)/.exec(event.text);
    if (parts === null) return [];
    const [, constraint, cgroup = '', pid = ''] = parts;
    const key = `${cgroup} ${pid}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const podUid = [...cgroup.matchAll(uidPattern)].at(-1)?.[1]?.replaceAll('_', '-');
    const containerId = podUid === undefined ? undefined : containerOf(cgroup);
    return [{seq: event.seq, tMs: event.tMs, podUid, containerId, pid, isGlobal: constraint !== 'CONSTRAINT_MEMCG'}];
  });
}

/** The container's ID is the first 64 hex digits after the pod (the node's own container stands before it). */
function containerOf(cgroup: string): string | undefined {
  const afterPod = cgroup.slice(
    cgroup.lastIndexOf('/pod') >= 0 ? cgroup.lastIndexOf('/pod') : cgroup.lastIndexOf('-pod'),
  );
  return /[0-9a-f]{64}/.exec(afterPod)?.[0];
}
