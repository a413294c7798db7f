import type {Sampled} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {faultsOf} from '../faults/faults.ts';
import {replicasOf} from '../pods/replicas.ts';

/** The cgroup samples of one container of one replica: row numbers of samples.csv, in order of time. */
export interface Series {
  readonly pod: string;
  readonly containerId: string;
  readonly rows: readonly number[];
}

/** All replicas of one container of a workload. */
export interface ContainerSeries {
  readonly of: ObjectRef;
  readonly replicas: readonly Series[];
}

/**
 * Samples of the subject's containers within some windows, without those of a victim while its fault lasted, by
 * workload and container.
 */
export function seriesIn(history: Sampled, windows: readonly Window[]): readonly ContainerSeries[] {
  const {tMs, podUid, pod, container, containerId} = history.samples.columns;
  const workloads = new Map(replicasOf(history).map(({uid, workload}) => [uid, workload]));
  const faults = faultsOf(history);
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < history.samples.length; row += 1) {
    const at = tMs[row] ?? 0;
    const uid = podUid[row] ?? '';
    if (!workloads.has(uid) || !windows.some(([from, to]) => at >= from && at <= to)) continue;
    const isDisturbed = faults.some(
      ({windowMs, victims}) =>
        windowMs !== undefined &&
        at >= windowMs[0] &&
        at <= windowMs[1] + 1000 &&
        victims.some((victim) => victim.uid === uid),
    );
    if (isDisturbed) continue;
    const key = `${uid} ${container[row]} ${containerId[row]}`;
    const rows = rowsOf.get(key);
    if (rows === undefined) rowsOf.set(key, [row]);
    else rows.push(row);
  }
  const all = [...rowsOf.values()].flatMap((rows) => {
    const [first = 0] = rows;
    const workload = workloads.get(podUid[first] ?? '');
    if (workload === undefined) return [];
    const of: ObjectRef = {kind: workload.kind, name: workload.name, container: container[first] ?? ''};
    return [{of, series: {pod: pod[first] ?? '', containerId: containerId[first] ?? '', rows}}];
  });
  const byContainer = Map.groupBy(all, ({of}) => nameOf(of));
  return [...byContainer.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{of: first.of, replicas: members.map(({series}) => series)}];
  });
}

/** The names of the pods that some series are of. */
export function podsOf(replicas: readonly Series[]): readonly string[] {
  return [...new Set(replicas.map(({pod}) => pod))];
}

/** The greatest value of a column over some rows; 0 without rows. */
export function greatest(column: Float64Array, rows: readonly number[]): number {
  return rows.reduce((most, row) => Math.max(most, column[row] ?? 0), 0);
}

/** How much a counter rose from the first to the last of some rows. */
export function rise(column: Float64Array, rows: readonly number[]): number {
  return (column[rows.at(-1) ?? -1] ?? 0) - (column[rows[0] ?? -1] ?? 0);
}
