import {patienceText} from '../../../forecast/most-patience.ts';
import type {History} from '../../../history/history.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {boundOf, isLeakRequired} from '../../bounds.ts';
import type {Check, Finding} from '../../finding.ts';
import {ofContainers} from '../../owed.ts';
import {servedBy} from '../../observed/load/growth.ts';
import {podsOf} from '../../observed/load/series.ts';
import {duration} from '../../../text/duration.ts';
import {bytes, round} from '../../../text/units.ts';
import {isLeak, type Leak, leaksIn, type Measured, requestsAhead, watchOf} from './leaks.ts';

/**
 * Does memory grow with every request? It fails only when, with all the slowing down that the samples allow, growth uses
 * up the headroom, and passes only when none that they allow does. Between the two it is told how long would decide.
 */
export const memoryLeak: Check = {
  about: 'subject',
  title: 'Does memory grow with the requests served?',
  needs: ['load', 'node'],
  owes: (history) => ofContainers(history, 'memory-leak', {orReported: true}),
  judge: (history) => leaksIn(history, servedBy(history)).map((leak) => told(history, leak)),
};

function told(history: History, found: Leak): Finding {
  const {of, replicas, is, judged, worst, decidesMs = 0} = found;
  const horizon = boundOf(history, 'leakHorizonS');
  const requests = requestsAhead(history);
  const name = nameOf(of);
  const hours = round(horizon.value / 3600);
  const common = {
    check: 'memory-leak',
    step: undefined,
    of,
    pods: podsOf(replicas),
    windowMs: watchOf(history),
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
  if (worst === undefined) {
    const [what, observed] = whyUnknown(found);
    return {
      ...undecided,
      sentence: `Whether ${name} keeps memory with every request is not known: it ${what}`,
      observed,
    };
  }
  const observed = `${bytes(worst.perRequest[0])} to ${bytes(worst.perRequest[1])} per request in ${worst.pod}, ${bytes(worst.headroom)} of its limit left`;
  if (is === 'leak') {
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
  if (is === 'none') {
    const sentence = `${name} gains at most ${bytes(Math.max(0, worst.ahead[1]))} in ${hours} hours at the peak, and has ${bytes(worst.headroom)} left`;
    return {...common, margin, verdict: 'pass', sentence, observed};
  }
  const wholeMs = Math.ceil(decidesMs / 60_000) * 60_000;
  const sentence = `Whether ${name} keeps memory is not known after ${duration(worst.watchedMs)}: up to ${bytes(worst.perRequest[1])} per request fit the samples, and ${bytes(worst.headroom / requests)} would use up its headroom in ${hours} hours. About ${duration(wholeMs)} at the surge would decide${patienceText(wholeMs)}`;
  return {...undecided, sentence, several: 'containers may keep memory with every request, or not', observed};
}

function whyUnknown({growths, judged}: Leak): readonly [what: string, observed: string] {
  if (growths.length === 0) return ['was watched too briefly', 'Too few samples'];
  if (judged.length === 0) return ['has no memory limit that growth could use up', 'No limit'];
  return ['has no peak or no horizon that tell how many requests it serves', 'No number of requests'];
}

function marginOf({ahead, headroom}: Measured): number {
  return 1 - ahead[0] / headroom;
}
