import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {readyAmong} from '../pods/ready-pods.ts';
import {replicasOf} from '../pods/replicas.ts';

/** What a service must do to count as recovered. */
export interface Measure {
  /** Share of requests that may fail. */
  readonly failedShare: number;
  /** p99 at most, ms. */
  readonly p99Ms: number;
}

/** One stretch of the load, whole: what was sent in it, what failed, and what was slower than the measure. */
export interface Stretch {
  readonly windowMs: Window;
  readonly sent: number;
  readonly failed: number;
  readonly slow: number;
}

/** How long a service must be good in a row, ms. */
export const rowMs = 10_000;
const stepMs = 250;

/** Stretches of 10 s within a window, 250 ms apart, with their counts; none when the window is shorter. */
export function stretchesIn({requests}: History, [from, to]: Window, {p99Ms}: Measure): readonly Stretch[] {
  const {plannedMs, latencyMs, outcome} = requests.columns;
  const slots = Math.max(0, Math.floor((to - from) / stepMs));
  const counts = {
    sent: new Float64Array(slots + 1),
    failed: new Float64Array(slots + 1),
    slow: new Float64Array(slots + 1),
  };
  for (let row = 0; row < requests.length; row += 1) {
    const slot = Math.floor(((plannedMs[row] ?? 0) - from) / stepMs);
    const how = outcome[row];
    if (slot < 0 || slot >= slots || how === 'dropped' || how === 'cut-off') continue;
    bump(counts.sent, slot);
    if (how !== 'ok') bump(counts.failed, slot);
    if ((latencyMs[row] ?? 0) > p99Ms) bump(counts.slow, slot);
  }
  const long = rowMs / stepMs;
  const sum = (of: Float64Array, slot: number): number =>
    of.subarray(slot, slot + long).reduce((total, value) => total + value, 0);
  return Array.from({length: Math.max(0, slots - long + 1)}, (_, slot) => ({
    windowMs: [from + slot * stepMs, from + slot * stepMs + rowMs],
    sent: sum(counts.sent, slot),
    failed: sum(counts.failed, slot),
    slow: sum(counts.slow, slot),
  }));
}

/** Of a stretch that meets a p99. */
export const slowAtMost = 0.01;

/** True when a stretch meets the measure; an empty one never does. One slow answer alone is no percentile. */
export function isRestored(stretch: Stretch, measure: Measure): boolean {
  return hasFewFailures(stretch, measure) && stretch.slow <= Math.max(1, slowAtMost * stretch.sent);
}

/** True when no more failed than may; an empty stretch never is. */
export function hasFewFailures({sent, failed}: Stretch, {failedShare}: Measure): boolean {
  return sent > 0 && failed <= failedShare * sent;
}

/** The stretches of time, ms, in which the entry had all its replicas ready, from a time on. */
export function wholeTimes(history: History, fromMs: number): readonly Window[] {
  const entry = factsOf(history).deploy?.entry;
  if (entry === undefined) return [];
  const replicas = replicasOf(history).filter(({workload}) => isSame(workload, entry.workload));
  const times = replicas.flatMap(({readings}) => readings.map(({tMs}) => tMs)).filter((tMs) => tMs > fromMs);
  const whole: [number, number][] = [];
  let since: number | undefined;
  for (const tMs of [fromMs, ...times.toSorted((one, other) => one - other)]) {
    const isWhole = readyAmong(replicas, tMs).length >= entry.replicas;
    if (isWhole) since ??= tMs;
    else if (since !== undefined) {
      whole.push([since, tMs]);
      since = undefined;
    }
  }
  return since === undefined ? whole : [...whole, [since, Number.POSITIVE_INFINITY]];
}

/** True when a stretch lies in a time with all replicas ready; a step of the search earlier is no difference. */
export function isWhole(whole: readonly Window[], [from, to]: Window): boolean {
  return whole.some(([since, until]) => from >= since - stepMs && to <= until);
}

function bump(column: Float64Array, slot: number): void {
  column[slot] = (column[slot] ?? 0) + 1;
}
