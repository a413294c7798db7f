import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {boundOf} from '../../bounds.ts';
import type {Check, Finding} from '../../finding.ts';
import {containerFix} from '../../fix.ts';
import {greatest, seriesIn, type ContainerSeries, type Series} from '../../observed/load/series.ts';
import {seeded, slopeInterval, type Point} from '../../observed/load/statistics.ts';
import {hull, surgeWindows} from '../../observed/load/surge.ts';
import {bytes, round} from '../../../text/units.ts';

const minimaMs = 10_000;
/** What the first requests at the surge fill (pools, caches, compiled code) is no leak. */
const warmUpMs = 10_000;
/** Fewer minima than this have no slope worth a word. */
const leastMinima = 5;

/**
 * Does memory grow with every request? Fails only when even the slowest growth the samples allow would use up the
 * headroom within the horizon.
 */
export const memoryLeak: Check = {
  about: 'subject',
  title: 'Does memory grow with the requests served?',
  needs: ['load', 'node'],
  judge(history) {
    const windows = surgeWindows(history);
    const [from, to] = hull(windows);
    return seriesIn(history, [[from + warmUpMs, to]]).map((container) => judgeContainer(history, container));
  },
};

interface Growth {
  readonly series: Series;
  /** Bytes per request of the subject's whole traffic: the whole time under surge, and its second half alone. */
  readonly whole: readonly [number, number];
  readonly late: readonly [number, number];
  readonly headroom: number;
}

function judgeContainer(history: History, {of, replicas}: ContainerSeries): Finding {
  const {limit, counted} = history.samples.columns;
  const {trial, deploy} = factsOf(history);
  const horizon = boundOf(history, 'leakHorizonS');
  const rates =
    deploy === undefined || trial === undefined
      ? 0
      : (trial.subject.peak.rps / trial.subject.peak.replicas) * deploy.entry.replicas;
  const requests = rates * horizon.value;
  const [from, to] = hull(surgeWindows(history));
  const served = servedBy(history);
  const random = seeded(trial?.seed ?? 0);
  const growths = replicas.flatMap((series): readonly Growth[] => {
    const points = minimaOf(history, series).map(({x, y}) => ({x: served(x), y}));
    if (points.length < leastMinima) return [];
    const most = greatest(limit, series.rows);
    const headroom = most === 0 ? Number.POSITIVE_INFINITY : most - greatest(counted, series.rows);
    const late = points.slice(Math.floor(points.length / 2));
    const slopes = {whole: slopeInterval(points, random), late: slopeInterval(late, random)};
    if (slopes.whole === undefined || slopes.late === undefined) return [];
    return [{series, headroom, whole: slopes.whole, late: slopes.late}];
  });
  const common = {
    check: 'memory-leak',
    step: undefined,
    of,
    windowMs: [from + warmUpMs, to] as const,
    evidence: [],
    origin: horizon.origin,
  };
  const expected = `Less growth than would use up the headroom in ${round(horizon.value / 3600)} hours at the peak`;
  const [first] = growths;
  if (first === undefined) {
    const sentence = `${nameOf(of)} was sampled too briefly for a slope: ${leastMinima} windows of 10 s in one container are needed`;
    return {
      ...common,
      verdict: 'inconclusive',
      because: 'too-few-samples',
      sentence,
      expected,
      observed: 'Too few samples',
    };
  }
  // A process that warms up slows down; one that leaks grows as fast in the second half: the slower of the two lower
  // ends counts.
  const lowest = (growth: Growth): number => Math.min(growth.whole[0], growth.late[0]);
  const worst = growths.reduce((most, one) =>
    lowest(one) * requests - one.headroom > lowest(most) * requests - most.headroom ? one : most,
  );
  const upper = Math.max(...growths.map(({whole}) => whole[1]));
  const observed = `${bytes(worst.whole[0])} to ${bytes(worst.whole[1])} per request in ${worst.series.pod}`;
  // Every replica keeps something, and most of them still do in the second half: one that gets few requests is lost in
  // the noise there.
  const growsEverywhere =
    growths.every(({whole}) => whole[0] > 0) && growths.filter(({late}) => late[0] > 0).length * 2 > growths.length;
  const isLeak = growsEverywhere && Number.isFinite(worst.headroom) && lowest(worst) * requests > worst.headroom;
  const margin = {margin: {value: 1 - (lowest(worst) * requests) / worst.headroom, unit: 'of the headroom'}};
  if (isLeak) {
    const hours = worst.headroom / (lowest(worst) * rates) / 3600;
    return {
      ...common,
      ...margin,
      verdict: 'fail',
      several: 'containers keep memory with every request',
      sentence: `${nameOf(of)} keeps at least ${bytes(lowest(worst))} per request in ${worst.series.pod}, and grows on every replica: its limit is reached after at most ${round(hours)} hours at the peak`,
      expected,
      observed,
      fix: containerFix(
        deploy,
        of,
        'resources.limits.memory',
        '# no limit is large enough for a leak: find what is kept after each request',
      ),
    };
  }
  const sentence = `${nameOf(of)}: no growth above ${bytes(Math.max(0, upper))} per request was seen`;
  return {...common, ...(Number.isFinite(worst.headroom) ? margin : {}), verdict: 'pass', sentence, expected, observed};
}

/** The least memory of each full window of 10 s, at the window's middle. */
function minimaOf(history: History, {rows}: Series): readonly Point[] {
  const {tMs, counted} = history.samples.columns;
  const start = tMs[rows[0] ?? -1] ?? 0;
  const end = tMs[rows.at(-1) ?? -1] ?? 0;
  const windows = Map.groupBy(rows, (row) => Math.floor(((tMs[row] ?? 0) - start) / minimaMs));
  return [...windows]
    .filter(([index, members]) => members.length >= 3 && start + (index + 1) * minimaMs <= end + 1500)
    .map(([index, members]) => ({
      x: start + (index + 0.5) * minimaMs,
      y: Math.min(...members.map((row) => counted[row] ?? 0)),
    }));
}

/** How many requests had been planned by a time. */
function servedBy({requests}: History): (tMs: number) => number {
  const planned = requests.columns.plannedMs.slice().sort();
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
