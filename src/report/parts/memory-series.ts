import type {History} from '../../history/history.ts';
import {oomKills} from '../../history/records/oom-kills.ts';
import {replicasOf} from '../../judge/observed/pods/replicas.ts';
import {bucketOf, type TimeRange} from './time-range.ts';

/**
 * Memory of one container of one workload, all replicas: bytes that count against the limit, the highest of each
 * bucket.
 */
export interface MemorySeries {
  readonly workload: string;
  readonly container: string;
  /** Bytes; 0 without a limit. */
  readonly limit: number;
  readonly peak: number;
  readonly peakPod: string;
  /**
   * When the kernel killed a process of it for memory, in ms. The kernel's log says it: a killed container's counters
   * are gone before they are read.
   */
  readonly killsMs: readonly number[];
  readonly replicas: readonly {readonly pod: string; readonly bytes: readonly (number | null)[]}[];
}

/** Groups the samples by workload and container; the closest to its limit comes first. */
export function memorySeries(history: History, range: TimeRange): readonly MemorySeries[] {
  const workloads = new Map(replicasOf(history).map(({uid, workload}) => [uid, workload.name]));
  const {pod, podUid, container, containerId, counted, limit, tMs} = history.samples.columns;
  const found = new Map<string, Gathering>();
  for (let row = 0; row < history.samples.length; row++) {
    const uid = podUid[row] ?? '';
    const podName = pod[row] ?? '';
    const name = container[row] ?? '';
    const workload = workloads.get(uid) ?? podName;
    const key = JSON.stringify([workload, name]);
    const group = found.get(key) ?? {
      workload,
      container: name,
      limit: 0,
      peak: 0,
      peakPod: '',
      ids: new Set(),
      replicas: new Map(),
    };
    found.set(key, group);
    const value = counted[row] ?? NaN;
    group.limit = Math.max(group.limit, limit[row] ?? 0);
    if (value > group.peak) [group.peak, group.peakPod] = [value, podName];
    group.ids.add(containerId[row] ?? '');
    const replica = group.replicas.get(uid) ?? {pod: podName, bytes: Array.from({length: range.buckets}, () => null)};
    group.replicas.set(uid, replica);
    const bucket = bucketOf(range, tMs[row] ?? NaN);
    if (bucket >= 0 && Number.isFinite(value)) replica.bytes[bucket] = Math.max(replica.bytes[bucket] ?? 0, value);
  }
  const kills = oomKills(history);
  return [...found.values()]
    .map(({ids, replicas, ...group}) => ({
      ...group,
      killsMs: kills.flatMap(({containerId: id, tMs: at}) =>
        id !== undefined && [...ids].some((one) => one.endsWith(id)) ? [at] : [],
      ),
      replicas: [...replicas.values()].sort((one, other) => (one.pod < other.pod ? -1 : 1)),
    }))
    .sort((one, other) => closeness(other) - closeness(one));
}

interface Gathering {
  readonly workload: string;
  readonly container: string;
  limit: number;
  peak: number;
  peakPod: string;
  readonly ids: Set<string>;
  readonly replicas: Map<string, {readonly pod: string; readonly bytes: (number | null)[]}>;
}

function closeness({peak, limit}: MemorySeries): number {
  return limit > 0 ? peak / limit : 0;
}
