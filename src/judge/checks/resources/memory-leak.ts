import {patienceText} from '../../../forecast/most-patience.ts';
import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {boundOf, isLeakRequired} from '../../bounds.ts';
import type {Check, Finding} from '../../finding.ts';
import {ofContainers} from '../../owed.ts';
import {decidesAfterMs, growthOf, servedBy, type Growth} from '../../observed/load/growth.ts';
import {podsOf, seriesIn, type ContainerSeries, type Series} from '../../observed/load/series.ts';
import {hull, surgeWindows} from '../../observed/load/surge.ts';
import {duration} from '../../../text/duration.ts';
import {bytes, round} from '../../../text/units.ts';

/** What the first requests at the surge fill (pools, caches, compiled code) is no leak. */
const warmUpMs = 10_000;
/** A container that is first seen so much later than the others started meanwhile, ms. */
const lateMs = 5000;
/**
 * How many times as far as memory was watched its growth may be extrapolated: what fills a heap or a cache at a steady
 * rate, and then stops, looks like a leak until it does.
 */
const reach = 5;

/**
 * Does memory grow with every request? It fails only when, with all the slowing down that the samples allow, growth uses
 * up the headroom, and passes only when none that they allow does. Between the two it is told how long would decide.
 */
export const memoryLeak: Check = {
  about: 'subject',
  title: 'Does memory grow with the requests served?',
  needs: ['load', 'node'],
  owes: (history) => ofContainers(history, 'memory-leak', {orReported: true}),
  judge(history) {
    const [from, to] = hull(surgeWindows(history));
    const served = servedBy(history);
    return seriesIn(history, [[from + warmUpMs, to]]).map((container) => judgeContainer(history, container, served));
  },
};

function judgeContainer(history: History, {of, replicas}: ContainerSeries, served: (tMs: number) => number): Finding {
  const {trial, deploy} = factsOf(history);
  const horizon = boundOf(history, 'leakHorizonS');
  const rate =
    deploy === undefined || trial === undefined
      ? 0
      : (trial.subject.peak.rps / trial.subject.peak.replicas) * deploy.entry.replicas;
  const requests = rate * horizon.value;
  const name = nameOf(of);
  const hours = round(horizon.value / 3600);
  const [from, to] = hull(surgeWindows(history));
  const common = {
    check: 'memory-leak',
    step: undefined,
    of,
    pods: podsOf(replicas),
    windowMs: [from + warmUpMs, to] as const,
    evidence: [],
    origin: horizon.origin,
    expected: `Less growth than would use up the headroom in ${hours} hours at the peak`,
  };
  const undecided = {
    ...common,
    verdict: 'inconclusive',
    because: 'too-few-samples',
    ...(isLeakRequired(history) ? {} : {uncounted: 'reported-only'}),
  } as const satisfies Partial<Finding>;
  const growths = watchedFromTheBegin(history, replicas).flatMap(
    (series) => growthOf(history, series, served, requests) ?? [],
  );
  const judged = growths.flatMap((growth) => measured(growth) ?? []);
  const [first] = judged;
  if (first === undefined || !(requests > 0) || !Number.isFinite(requests)) {
    const [what, observed] = whyUnknown(growths, judged);
    return {
      ...undecided,
      sentence: `Whether ${name} keeps memory with every request is not known: it ${what}`,
      observed,
    };
  }
  const worst = judged.reduce((most, one) =>
    one.ahead[1] - one.headroom > most.ahead[1] - most.headroom ? one : most,
  );
  const observed = `${bytes(worst.perRequest[0])} to ${bytes(worst.perRequest[1])} per request in ${worst.pod}, ${bytes(worst.headroom)} of its limit left`;
  if (judged.every(({grew}) => grew) && judged.filter(isLeak).length * 2 >= judged.length) {
    const leak = judged.filter(isLeak).reduce((most, one) => (marginOf(one) < marginOf(most) ? one : most));
    const fullMs = (leak.headroom / leak.kept) * leak.watchedMs;
    return {
      ...common,
      margin: {value: marginOf(leak), unit: 'of the headroom'},
      verdict: 'fail',
      several: 'containers keep memory with every request',
      sentence: `${name} keeps at least ${bytes(leak.perRequest[0])} per request in ${leak.pod}, and grows on every replica: at the surge its limit is reached in about ${duration(fullMs)} more`,
      observed,
      details: ['No limit is large enough for a leak: find what is kept after each request'],
    };
  }
  const margin = {value: 1 - worst.ahead[1] / worst.headroom, unit: 'of the headroom'};
  if (judged.every(({ahead, headroom}) => Math.max(...ahead) <= headroom)) {
    const sentence = `${name} gains at most ${bytes(Math.max(0, worst.ahead[1]))} in ${hours} hours at the peak, and has ${bytes(worst.headroom)} left`;
    return {...common, margin, verdict: 'pass', sentence, observed};
  }
  const decidesMs = Math.ceil(decidesAfterMs(worst, requests) / 60_000) * 60_000;
  const sentence = `Whether ${name} keeps memory is not known after ${duration(worst.watchedMs)}: up to ${bytes(worst.perRequest[1])} per request fit the samples, and ${bytes(worst.headroom / requests)} would use up its headroom in ${hours} hours. About ${duration(decidesMs)} at the surge would decide${patienceText(decidesMs)}`;
  return {...undecided, sentence, several: 'containers may keep memory with every request, or not', observed};
}

function whyUnknown(
  growths: readonly Growth[],
  judged: readonly Measured[],
): readonly [what: string, observed: string] {
  if (growths.length === 0) return ['was watched too briefly', 'Too few samples'];
  if (judged.length === 0) return ['has no memory limit that growth could use up', 'No limit'];
  return ['has no peak or no horizon that tell how many requests it serves', 'No number of requests'];
}

type Measured = Growth & {readonly headroom: number};

function measured(growth: Growth): Measured | undefined {
  const {headroom} = growth;
  return headroom === undefined ? undefined : {...growth, headroom};
}

/** Whatever the samples allow, its headroom is used up, and soon enough to say so. */
function isLeak({ahead, headroom, kept}: Measured): boolean {
  return ahead[0] > headroom && kept * reach > headroom;
}

function marginOf({ahead, headroom}: Measured): number {
  return 1 - ahead[0] / headroom;
}

/** Those that were there from the begin; what started meanwhile warms up, and counts only where there is nothing else. */
function watchedFromTheBegin(history: History, replicas: readonly Series[]): readonly Series[] {
  const {tMs} = history.samples.columns;
  const begin = ({rows}: Series): number => tMs[rows[0] ?? -1] ?? Number.POSITIVE_INFINITY;
  const earliest = Math.min(...replicas.map(begin));
  return replicas.filter((series) => begin(series) <= earliest + lateMs);
}
