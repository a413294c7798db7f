import type {Events} from '../history.ts';
import {once} from '../once.ts';

/** A sentinel's answer is slow above this, ms. */
export const sentinelSlowMs = 50;

/** One second of one node's sentinel, as the observer's lane saw it. */
export interface SentinelSecond {
  readonly seq: number;
  readonly tMs: number;
  readonly node: string;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly sent: number;
  readonly failed: number;
}

/** All seconds of all sentinels, by arrival. */
export const sentinelSeconds: (history: Events) => readonly SentinelSecond[] = once(({events}) =>
  events.flatMap((event) => {
    if (event.kind !== 'answer' || event.answer.question !== 'sentinel') return [];
    const said = event.answer.answer as Partial<Record<'p99Ms' | 'maxMs' | 'sent' | 'failed', number>> | null;
    const {p99Ms = 0, maxMs = p99Ms, sent = 0, failed = 0} = said ?? {};
    return [{seq: event.seq, tMs: event.tMs, node: event.answer.of?.name ?? '', p99Ms, maxMs, sent, failed}];
  }),
);

/**
 * How many answers of a second were over the bound: at a steady rate, a stall of t delays all that were sent meanwhile.
 */
export function slowIn({p99Ms, maxMs, sent}: Pick<SentinelSecond, 'p99Ms' | 'maxMs' | 'sent'>): number {
  if (p99Ms <= sentinelSlowMs) return 0;
  return Math.min(sent, Math.max(1, Math.ceil(((maxMs - sentinelSlowMs) / 1000) * sent)));
}
