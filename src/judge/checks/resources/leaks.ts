import {factsOf} from '../../../history/facts.ts';
import type {Events, Sampled} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {boundOf} from '../../bounds.ts';
import {decidesAfterMs, growthOf, type Growth} from '../../observed/load/growth.ts';
import {seriesIn, type Series} from '../../observed/load/series.ts';
import {hull, surgeWindows} from '../../observed/load/surge.ts';

/** The growth of a container with a memory limit. Bytes. */
export type Measured = Growth & {readonly headroom: number};

/** What the samples at the surge say of the memory of one container of a workload. */
export interface Leak {
  readonly of: ObjectRef;
  readonly replicas: readonly Series[];
  /** `open`: what fits the samples may leave the headroom or not. `unknown`: there is nothing to go by. */
  readonly is: 'leak' | 'none' | 'open' | 'unknown';
  readonly growths: readonly Growth[];
  /** Of them those with a limit that growth could use up. */
  readonly judged: readonly Measured[];
  /** Every one of those grew, beyond doubt. */
  readonly grows: boolean;
  /** The one with the least left of its headroom; undefined where it is unknown. */
  readonly worst: Measured | undefined;
  /** About how long it would have to be watched in all until that is decided, ms; undefined unless it is open. */
  readonly decidesMs: number | undefined;
}

/** What the first requests at the surge fill (pools, caches, compiled code) is no leak. */
const warmUpMs = 10_000;
/** A container that is first seen so much later than the others started meanwhile, ms. */
const lateMs = 5000;
/**
 * How many times as far as memory was watched its growth may be extrapolated: what fills a heap or a cache at a steady
 * rate, and then stops, looks like a leak until it does.
 */
const reach = 5;

/** Every container's memory at the surge; `served` tells how many requests there had been by a time, ms. */
export function leaksIn(history: Sampled, served: (tMs: number) => number): readonly Leak[] {
  const requests = requestsAhead(history);
  return seriesIn(history, [watchOf(history)]).map(({of, replicas}): Leak => {
    const growths = watchedFromTheBegin(history, replicas).flatMap(
      (series) => growthOf(history, series, served, requests) ?? [],
    );
    const judged = growths.flatMap((growth) => measured(growth) ?? []);
    const grows = judged.every(({grew}) => grew);
    const found = {of, replicas, growths, judged, grows};
    const [first] = judged;
    if (first === undefined || !(requests > 0) || !Number.isFinite(requests))
      return {...found, is: 'unknown', worst: undefined, decidesMs: undefined};
    const worst = judged.reduce(
      (most, one) => (one.ahead[1] - one.headroom > most.ahead[1] - most.headroom ? one : most),
      first,
    );
    if (grows && judged.filter(isLeak).length * 2 >= judged.length)
      return {...found, is: 'leak', worst, decidesMs: undefined};
    if (judged.every(({ahead, headroom}) => Math.max(...ahead) <= headroom))
      return {...found, is: 'none', worst, decidesMs: undefined};
    return {...found, is: 'open', worst, decidesMs: decidesAfterMs(worst, requests)};
  });
}

/** The time in which memory is watched. */
export function watchOf(history: Events): Window {
  const [from, to] = hull(surgeWindows(history));
  return [from + warmUpMs, to];
}

/** Requests at the peak until the horizon. */
export function requestsAhead(history: Events): number {
  const {trial, deploy} = factsOf(history);
  if (trial === undefined || deploy === undefined) return 0;
  const {rps, replicas} = trial.subject.peak;
  return (rps / replicas) * deploy.entry.replicas * boundOf(history, 'leakHorizonS').value;
}

/** Whatever the samples allow, its headroom is used up, and soon enough to say so. */
export function isLeak({ahead, headroom, kept}: Measured): boolean {
  return ahead[0] > headroom && kept * reach > headroom;
}

function measured(growth: Growth): Measured | undefined {
  const {headroom} = growth;
  return headroom === undefined ? undefined : {...growth, headroom};
}

/** Those that were there from the begin; what started meanwhile warms up, and counts only where there is nothing else. */
function watchedFromTheBegin(history: Sampled, replicas: readonly Series[]): readonly Series[] {
  const {tMs} = history.samples.columns;
  const begin = ({rows}: Series): number => tMs[rows[0] ?? -1] ?? Number.POSITIVE_INFINITY;
  const earliest = Math.min(...replicas.map(begin));
  return replicas.filter((series) => begin(series) <= earliest + lateMs);
}
