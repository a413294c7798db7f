import {cgroupNamed} from '../cgroup-script.ts';
import type {MarkedPod} from './pods.ts';
import type {Tools} from '../fault.ts';

/**
 * How many processes each pod has in the kernel's own account on its node (its cgroup; the sandbox's own counts); 0
 * when it has none or is gone. Read by `pod-delete`, `pod-evict`, `evict-until-refused`, `node-drain` and
 * `rolling-restart`.
 */
export type PodsReading = {
  readonly pods: readonly {
    readonly pod: string;
    readonly namespace: string;
    readonly uid: string;
    readonly node: string;
    readonly processes: number;
  }[];
};

const boundMs = 15_000;

/** Prints `UID COUNT` for each pod: arguments are UIDs. */
const script = `${cgroupNamed}
count() {
  local uid pod number
  for uid in "$@"; do
    number=$(cgroups_named "$uid" | while IFS= read -r pod; do
      find "$pod" -name cgroup.procs -exec cat {} + 2>/dev/null
    done | sort -u | wc -l)
    echo "$uid $number"
  done
}
count "$@"
`;

/** Counts the processes of pods, with one look at each of their nodes. */
export async function countProcesses(
  pods: readonly MarkedPod[],
  {cluster, signal}: Pick<Tools, 'cluster' | 'signal'>,
): Promise<PodsReading> {
  const counts = new Map<string, number>();
  await Promise.all(
    [...Map.groupBy(pods, ({node}) => node)].map(async ([node, on]) => {
      const uids = on.map(({uid}) => uid);
      const {stdout} = await cluster.shell.script(node, script, uids, {timeoutMs: boundMs, signal});
      for (const [uid = '', count] of stdout.split('\n').map((line) => line.split(' '))) counts.set(uid, Number(count));
    }),
  );
  return {
    pods: pods.map(({pod, namespace, uid, node}) => {
      const processes = counts.get(uid);
      if (processes === undefined || !Number.isInteger(processes))
        throw new Error(`The processes of pod ${namespace}/${pod} on ${node} were not counted`);
      return {pod, namespace, uid, node, processes};
    }),
  };
}

/** Names of pods that had processes before and have none after. */
export function endedPods(before: PodsReading, after: PodsReading): readonly string[] {
  const running = new Set(before.pods.filter(({processes}) => processes > 0).map(({uid}) => uid));
  return after.pods.filter(({uid, processes}) => running.has(uid) && processes === 0).map(({pod}) => pod);
}

/** Whether every pod had processes before and has none after. */
export function allEnded(before: PodsReading, after: PodsReading): boolean {
  return after.pods.length > 0 && endedPods(before, after).length === after.pods.length;
}
