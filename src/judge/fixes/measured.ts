import type {History} from '../../history/history.ts';
import {oomKills} from '../../history/records/oom-kills.ts';
import {resourceOf} from '../../kubernetes/containers.ts';
import type {ObjectRef} from '../../kubernetes/kube-object.ts';
import {isSame} from '../../kubernetes/owners.ts';
import {parseQuantity, toMebi} from '../../kubernetes/quantities.ts';
import {boundOf} from '../bounds.ts';
import {faultsOf, isOwnKill} from '../observed/faults/faults.ts';
import {greatest, rise, type Series, seriesIn} from '../observed/load/series.ts';
import {surgeWindows} from '../observed/load/surge.ts';
import {containerOf} from './objects.ts';

/** Room above what was measured, for what one trial did not see. */
const marginShare = 0.1;
/** A container that came so near its limit may have needed more than it got. */
const cutOffShare = 0.95;

/** What a container used at the surge, before anything was done to it. */
export interface Used {
  /** The most memory that counts of any replica, bytes; undefined where the limit may have cut it off. */
  readonly memory: number | undefined;
  /** The mean of the busiest replica, and its busiest second, in cores. */
  readonly cpu: number;
  readonly cpuPeak: number;
}

/** What the samples say of a container of a workload; undefined without any. */
export function usedBy(history: History, of: ObjectRef): Used | undefined {
  const series = seriesIn(history, surgeWindows(history)).find(
    (one) => isSame(one.of, of) && one.of.container === of.container,
  );
  if (series === undefined) return undefined;
  const {counted, limit} = history.samples.columns;
  const peak = Math.max(...series.replicas.map(({rows}) => greatest(counted, rows)));
  const most = Math.max(...series.replicas.map(({rows}) => greatest(limit, rows)));
  const isCutOff = (most > 0 && peak >= cutOffShare * most) || wasKilled(history, series.replicas);
  return {
    memory: isCutOff || peak === 0 ? undefined : peak,
    cpu: Math.max(...series.replicas.map(({rows}) => coresIn(history, rows))),
    cpuPeak: Math.max(
      ...series.replicas.map(({rows}) =>
        rows
          .slice(1)
          .reduce((busiest, row, index) => Math.max(busiest, coresIn(history, [rows[index] ?? row, row])), 0),
      ),
    ),
  };
}

/**
 * The memory limit that leaves a container the headroom that is asked of it, with some room more, as a manifest writes
 * it; never below its request. Undefined when what it needs was not measured.
 */
export function memoryLimitFor(history: History, of: ObjectRef): string | undefined {
  const memory = usedBy(history, of)?.memory;
  if (memory === undefined) return undefined;
  const container = containerOf(history, of);
  const request = container === undefined ? undefined : parseQuantity(resourceOf(container, 'requests', 'memory'));
  return toMebi(
    Math.max((memory / (1 - boundOf(history, 'memoryHeadroomShare').value)) * (1 + marginShare), request ?? 0),
  );
}

/** Cores as a manifest writes them, rounded up to a hundredth. */
export function toMilli(cores: number): string {
  return `${Math.ceil(cores * 100) * 10}m`;
}

function coresIn({samples}: History, rows: readonly number[]): number {
  const {tMs, cpuUs} = samples.columns;
  const passedMs = rise(tMs, rows);
  return passedMs <= 0 ? 0 : rise(cpuUs, rows) / (1000 * passedMs);
}

/** True when the kernel killed something in one of them, and we did not make it. */
function wasKilled(history: History, replicas: readonly Series[]): boolean {
  const ids = new Set(replicas.map(({containerId}) => containerId));
  const faults = faultsOf(history);
  return oomKills(history).some(
    (kill) => kill.containerId !== undefined && ids.has(kill.containerId) && !isOwnKill(kill, faults),
  );
}
