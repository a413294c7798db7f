import type {History, Sampled} from '../../../history/history.ts';
import {connectionAlone} from '../../../history/tables.ts';
import {withAdded} from './added.ts';
import {gainUntil, slopeInterval, type Point} from './lines.ts';
import {greatest, type Series} from './series.ts';

/** Memory that one container kept while it was watched, and what that says of the time ahead. Bytes. */
export interface Growth {
  readonly pod: string;
  /** How long it was watched, ms. */
  readonly watchedMs: number;
  /** Bytes kept for each request of the subject's whole traffic, as if it never slowed down: least and most (95 %). */
  readonly perRequest: readonly [number, number];
  /** What may be gained until the horizon, with all slowing down that the samples allow: least and most (95 %). */
  readonly ahead: readonly [number, number];
  /** It grew, beyond doubt, in the whole watch or in its second half. */
  readonly grew: boolean;
  /** What the memory limit leaves above the greatest sample; undefined without a limit. */
  readonly headroom: number | undefined;
  /** Kept from the begin of the watch to its end, at least. */
  readonly kept: number;
}

/** Shorter windows than this have no lowest point worth a word, ms. */
const leastWindowMs = 5000;
/** A longer watch has longer windows: a slow collection of garbage has its lowest point in each of them. */
const mostWindows = 24;
/** The smallest part of a watch that is asked alone: its last half. */
const parts = [0, 1 / 3, 1 / 2];

/** The growth of one container; undefined where it was watched too briefly, or served nothing. */
export function growthOf(
  history: Sampled,
  series: Series,
  served: (tMs: number) => number,
  horizonRequests: number,
): Growth | undefined {
  const {tMs, counted, limit} = history.samples.columns;
  const {rows, pod} = series;
  const points = lowestPoints(history, rows).map(({x, y}): Point => ({x: served(x), y}));
  const ends = parts.map((part) => points.slice(Math.floor(part * points.length)));
  const late = ends.at(-1) ?? [];
  const whole = gainUntil(points, (points.at(-1)?.x ?? 0) + horizonRequests);
  const perRequest = slopeInterval(points);
  const perLateRequest = slopeInterval(late);
  if (whole === undefined || perRequest === undefined || perLateRequest === undefined) return undefined;
  const least = ends.flatMap((end) => gainUntil(end, (end.at(-1)?.x ?? 0) + horizonRequests)?.interval[0] ?? []);
  const most = greatest(limit, rows);
  return {
    pod,
    watchedMs: (tMs[rows.at(-1) ?? -1] ?? 0) - (tMs[rows[0] ?? -1] ?? 0),
    perRequest,
    ahead: [
      Math.max(...least),
      // What has settled may still hide a straight line beneath it: the last half says how steep at most.
      whole.mayBeStraight ? whole.interval[1] : Math.max(whole.interval[1], perLateRequest[1] * horizonRequests),
    ],
    grew: perRequest[0] > 0 || perLateRequest[0] > 0,
    headroom: most === 0 ? undefined : most - greatest(counted, rows),
    kept: Math.max(perRequest[0], perLateRequest[0]) * ((points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0)),
  };
}

/** How many requests had been planned by a time, those that were added beside the load among them: they were served too. */
export function servedBy(history: History): (tMs: number) => number {
  const {plannedMs, request} = withAdded(history).requests.columns;
  const planned = plannedMs.filter((_, row) => request[row] !== connectionAlone).sort();
  return (tMs) => {
    let low = 0;
    let high = planned.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((planned[middle] ?? 0) < tMs) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/**
 * About how long it would have to be watched until the samples decide, ms: the interval of a slope narrows with the
 * length of the watch to the power of 3/2; what grows beyond doubt has slowed down in four times as long, or has used up
 * the headroom at its pace.
 */
export function decidesAfterMs(growth: Growth & {readonly headroom: number}, horizonRequests: number): number {
  const {perRequest, headroom, kept, watchedMs} = growth;
  const [low, high] = perRequest;
  const narrow = ((((high - low) / 2) * horizonRequests) / Math.max(1, headroom)) ** (2 / 3);
  const times = low > 0 ? Math.min(headroom / kept, Math.max(4, narrow)) : narrow;
  return watchedMs * Math.max(2, times);
}

/** The lowest sample of each full window, at its own time. */
function lowestPoints(history: Sampled, rows: readonly number[]): readonly Point[] {
  const {tMs, counted} = history.samples.columns;
  const start = tMs[rows[0] ?? -1] ?? 0;
  const end = tMs[rows.at(-1) ?? -1] ?? 0;
  const windowMs = Math.max(leastWindowMs, (end - start) / mostWindows);
  const windows = Map.groupBy(rows, (row) => Math.floor(((tMs[row] ?? 0) - start) / windowMs));
  return [...windows]
    .filter(([index, members]) => members.length >= 3 && start + (index + 1) * windowMs <= end + 1500)
    .map(([, members]) =>
      members
        .map((row): Point => ({x: tMs[row] ?? 0, y: counted[row] ?? 0}))
        .reduce((lowest, point) => (point.y < lowest.y ? point : lowest)),
    );
}
