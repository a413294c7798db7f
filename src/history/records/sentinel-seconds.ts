import type {EventBody, Placed} from '../events.ts';
import type {Events} from '../history.ts';
import {once} from '../once.ts';
import {answered, answersTo, numberIn} from './answers.ts';

/** A sentinel's answer is slow above this, ms. */
export const sentinelSlowMs = 50;

/** What one node's sentinel answered in one second; latencies from the planned send time, ms. */
export interface SentinelSecond {
  readonly node: string;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly sent: number;
  readonly failed: number;
}

/** The event of one second of one sentinel. */
export function sentinelSecond({node, ...answer}: SentinelSecond): EventBody {
  return answered('sentinel', {question: 'sentinel', of: {kind: 'Node', name: node}, answer});
}

/** All seconds of all sentinels, by arrival. */
export const sentinelSeconds: (history: Events) => readonly (SentinelSecond & Placed)[] = once((history) =>
  answersTo('sentinel', history).map(({seq, tMs, of, said}) => {
    const p99Ms = numberIn(said, 'p99Ms') ?? 0;
    return {
      seq,
      tMs,
      node: of?.name ?? '',
      p99Ms,
      maxMs: numberIn(said, 'maxMs') ?? p99Ms,
      sent: numberIn(said, 'sent') ?? 0,
      failed: numberIn(said, 'failed') ?? 0,
    };
  }),
);

/**
 * How many answers of a second were over the bound: at a steady rate, a stall of t delays all that were sent meanwhile.
 */
export function slowIn({p99Ms, maxMs, sent}: Pick<SentinelSecond, 'p99Ms' | 'maxMs' | 'sent'>): number {
  if (p99Ms <= sentinelSlowMs) return 0;
  return Math.min(sent, Math.max(1, Math.ceil(((maxMs - sentinelSlowMs) / 1000) * sent)));
}
