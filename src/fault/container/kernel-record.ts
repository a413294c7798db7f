/**
 * The newest OOM record of the kernel's log that names this pod's cgroup and this container, or null. Matched are the
 * records `oom-kill:constraint=CONSTRAINT_MEMCG,…` alone: 137 means SIGKILL, and a record of another pod or of an
 * earlier container is no receipt.
 */
export function kernelRecord(lines: readonly string[], podUid: string, containerId: string): string | null {
  const uids = [podUid, podUid.replaceAll('-', '_')];
  const isOurs = (line: string): boolean =>
    line.includes('oom-kill:constraint=CONSTRAINT_MEMCG,') &&
    line.includes(containerId) &&
    uids.some((uid) => memoryCgroups(line).includes(`pod${uid}`));
  return lines.findLast(isOurs) ?? null;
}

/** The cgroups a record names: the one whose limit was hit, and the one of the killed task. */
function memoryCgroups(line: string): string {
  return /oom_memcg=.*?,task=/.exec(line)?.[0] ?? '';
}
