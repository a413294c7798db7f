import type {History} from '../../../history/history.ts';
import {resourceOf} from '../../../kubernetes/containers.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {parseQuantity} from '../../../kubernetes/quantities.ts';
import {boundOf} from '../../bounds.ts';
import type {Check, Finding} from '../../finding.ts';
import {fixOf} from '../../fixes/fix.ts';
import {containerIn, inContainer} from '../../fixes/objects.ts';
import {memoryLimitFor} from '../../fixes/measured.ts';
import {greatest, rise, podsOf, seriesIn, type ContainerSeries, type Series} from '../../observed/load/series.ts';
import {ofContainers} from '../../owed.ts';
import {hull, surgeWindows} from '../../observed/load/surge.ts';
import {bytes, percent} from '../../../text/units.ts';

/** Below this share of its limit a container's whole use (page cache included) does not explain a hit of the limit. */
const cacheExplainsShare = 0.95;

/** Is enough of the memory limit left at the surge, in each container's worst replica? */
export const memoryHeadroom: Check = {
  about: 'subject',
  title: 'How much of its memory limit does each container have left at the surge?',
  needs: ['load', 'node'],
  owes: (history) => ofContainers(history, 'memory-headroom'),
  judge(history) {
    return seriesIn(history, surgeWindows(history)).map((container) => judgeContainer(history, container));
  },
};

function judgeContainer(history: History, {of, replicas}: ContainerSeries): Finding {
  const {counted, limit, current, limitHits} = history.samples.columns;
  const bound = boundOf(history, 'memoryHeadroomShare');
  const name = nameOf(of);
  const read = replicas.map((series) => ({
    series,
    peak: greatest(counted, series.rows),
    limit: greatest(limit, series.rows),
    current: greatest(current, series.rows),
    hits: rise(limitHits, series.rows),
  }));
  const worst = read.reduce((most, one) => (shareOf(one) > shareOf(most) ? one : most));
  const common = {
    check: 'memory-headroom',
    step: undefined,
    of,
    pods: podsOf(replicas),
    expected: `At least ${percent(bound.value)} of the limit left`,
    origin: bound.origin,
    windowMs: hull(surgeWindows(history)),
    evidence: [],
  };
  if (read.some((one) => one.limit === 0)) {
    const peak = Math.max(...read.map((one) => one.peak));
    const sentence = `${name} has no memory limit, so there is no headroom to judge; it used up to ${bytes(peak)}`;
    return {
      ...common,
      verdict: 'inconclusive',
      because: 'not-exercised',
      sentence,
      observed: `${bytes(peak)} of no limit`,
    };
  }
  const left = 1 - worst.peak / worst.limit;
  const observed = `${bytes(worst.peak)} of ${bytes(worst.limit)} in ${worst.series.pod}: ${percent(left)} left`;
  const judged = {
    ...common,
    observed,
    margin: {value: (left - bound.value) / bound.value, unit: 'of the required headroom'},
  };
  if (left < bound.value) {
    const limit = memoryLimitFor(history, of);
    const proposal = limit === undefined ? undefined : inContainer(history, of, 'resources.limits.memory', limit);
    return {
      ...judged,
      verdict: 'fail',
      several: 'containers have too little of their memory limit left at the surge',
      sentence: `${name} has ${percent(left)} of its memory limit left at the surge; ${percent(bound.value)} is the least`,
      ...(limit === undefined ? {details: ['How much it would need is not known: its limit cut it off']} : {}),
      ...fixOf(history, proposal, (after) => {
        const container = containerIn(after, of);
        const then = container === undefined ? undefined : parseQuantity(resourceOf(container, 'limits', 'memory'));
        return then !== undefined && 1 - worst.peak / then >= bound.value;
      }),
    };
  }
  const unseen = read.find((one) => one.hits > 0 && one.current < cacheExplainsShare * one.limit);
  if (unseen !== undefined) {
    return {
      ...judged,
      verdict: 'inconclusive',
      because: 'too-few-samples',
      sentence: `${name} hit its limit ${unseen.hits} times in ${unseen.series.pod}, but no sample saw more than ${bytes(unseen.current)}: the peak was missed`,
    };
  }
  return {...judged, verdict: 'pass', sentence: `${name} has ${percent(left)} of its memory limit left at the surge`};
}

function shareOf(one: {readonly peak: number; readonly limit: number; readonly series: Series}): number {
  return one.limit === 0 ? 0 : one.peak / one.limit;
}
