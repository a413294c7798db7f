import type {History} from '../history/history.ts';
import type {KubeObject} from '../objects/kube-object.ts';
import {bucketOf, type TimeRange} from './time-range.ts';

/** Memory of one container of one workload, all replicas: bytes that count against the limit, the highest of each bucket. */
export interface MemorySeries {
  readonly workload: string;
  readonly container: string;
  /** Bytes; 0 without a limit. */
  readonly limit: number;
  readonly peak: number;
  readonly peakPod: string;
  readonly oomKills: number;
  readonly replicas: readonly {readonly pod: string; readonly bytes: readonly (number | null)[]}[];
}

/** Groups the samples by workload and container; the closest to its limit comes first. */
export function memorySeries(history: History, range: TimeRange): readonly MemorySeries[] {
  const workloads = workloadsByPod(history);
  const {pod, podUid, container, counted, limit, oomKills, tMs} = history.samples.columns;
  const found = new Map<string, Gathering>();
  for (let row = 0; row < history.samples.length; row++) {
    const uid = podUid[row] ?? '';
    const podName = pod[row] ?? '';
    const name = container[row] ?? '';
    const workload = workloads.get(uid) ?? podName;
    const key = JSON.stringify([workload, name]);
    const group = found.get(key) ?? {workload, container: name, limit: 0, peak: 0, peakPod: '', kills: new Map(), replicas: new Map()};
    found.set(key, group);
    const value = counted[row] ?? NaN;
    group.limit = Math.max(group.limit, limit[row] ?? 0);
    if (value > group.peak) [group.peak, group.peakPod] = [value, podName];
    group.kills.set(uid, Math.max(group.kills.get(uid) ?? 0, oomKills[row] ?? 0));
    const replica = group.replicas.get(uid) ?? {pod: podName, bytes: Array.from({length: range.buckets}, () => null)};
    group.replicas.set(uid, replica);
    const bucket = bucketOf(range, tMs[row] ?? NaN);
    if (bucket >= 0 && Number.isFinite(value)) replica.bytes[bucket] = Math.max(replica.bytes[bucket] ?? 0, value);
  }
  return [...found.values()].map((group) => finished(group)).sort((a, b) => closeness(b) - closeness(a));
}

interface Gathering {
  readonly workload: string;
  readonly container: string;
  limit: number;
  peak: number;
  peakPod: string;
  readonly kills: Map<string, number>;
  readonly replicas: Map<string, {readonly pod: string; readonly bytes: (number | null)[]}>;
}

function finished({kills, replicas, ...group}: Gathering): MemorySeries {
  const sum = [...kills.values()].reduce((total, value) => total + value, 0);
  return {...group, oomKills: sum, replicas: [...replicas.values()].sort((a, b) => (a.pod < b.pod ? -1 : 1))};
}

function closeness({peak, limit}: MemorySeries): number {
  return limit > 0 ? peak / limit : 0;
}

function workloadsByPod(history: History): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const event of history.events) {
    if (event.kind === 'object' && event.object.kind === 'Pod') names.set(event.object.metadata.uid ?? '', workloadOf(event.object));
  }
  return names;
}

/** A Deployment's pods are owned by a ReplicaSet named after it and the template's hash. */
function workloadOf({metadata}: KubeObject): string {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true)?.name ?? metadata.name;
  const hash = metadata.labels?.['pod-template-hash'];
  return hash !== undefined && owner.endsWith(`-${hash}`) ? owner.slice(0, -hash.length - 1) : owner;
}
