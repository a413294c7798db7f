import {enoughExposure, shortestLossMs, shortLossMs, showsShortLoss} from '../../../forecast/losses.ts';
import {duration} from '../../../text/duration.ts';
import {count, round} from '../../../text/units.ts';
import type {Finding} from '../../finding.ts';
import type {Exposed} from '../../observed/load/exposure.ts';

/** What was sent while a fault acted, and none of it failed within the reach of what came or went. */
interface NoneFailed {
  readonly step: string;
  readonly requests: number;
  /** Connections without a request beside them. */
  readonly alone: number;
  /** Whether some failed that are charged to nothing. */
  readonly hasStrays: boolean;
  readonly exposed: Exposed;
  /** What all steps of its kind exposed, this one among them: what pods lose at their end they lose each time. */
  readonly together: readonly Exposed[];
}

/**
 * No failure is a pass where a short loss at each pod that ended would have shown. Connections without a request show no
 * wrong answer.
 */
export function judgeNoneFailed(
  {step, requests, alone, hasStrays, exposed, together}: NoneFailed,
  common: Omit<Finding, 'verdict' | 'sentence'>,
): Finding {
  const byRequests = sum(together.map((one) => one.requests));
  const byConnections = sum(together.map((one) => one.connections));
  const lossMs = Math.ceil(shortestLossMs(byRequests));
  const ended = sum(together.map((one) => one.ended));
  const ends = ended === 1 ? 'the end of the pod' : `the end of each of ${ended} pods`;
  const beside = alone === 0 ? '' : `, nor any of ${alone} connections beside them`;
  const details = [
    ...(common.details ?? []),
    ...(Number.isFinite(lossMs) ? [`A loss of ${duration(lossMs)} at ${ends} would have shown`] : []),
  ];
  if (showsShortLoss(byRequests)) {
    const reach = hasStrays ? ' within the reach of what came or went' : '';
    return {
      ...common,
      details,
      verdict: 'pass',
      sentence: `During ${step} none of ${requests} requests failed${reach}${beside}`,
      margin: {value: 0, unit: 'failed requests'},
    };
  }
  const thin = {...common, details, verdict: 'inconclusive', because: 'too-few-samples'} as const;
  if (byRequests === 0) return {...thin, sentence: `During ${step} no request ended while pods did`};
  const more = Math.ceil((enoughExposure - byRequests) / (byRequests / together.length));
  const needed = Math.ceil((exposed.ratePerSecond * enoughExposure) / byRequests);
  const decided = `${count(more, 'more such step')}, or ${needed} per second, would decide`;
  const shown = showsShortLoss(byConnections) ? ' and no connection was refused or reset' : '';
  const sentence = `During ${step} no request failed${shown}, but ${round(exposed.ratePerSecond)} per second are too thin to see a loss of ${duration(shortLossMs)} at a pod that ends: ${decided}`;
  return {...thin, sentence};
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((so, number) => so + number, 0);
}
