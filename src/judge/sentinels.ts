import type {History} from '../history/history.ts';
import type {Window} from '../history/windows.ts';

/** One second of one node's sentinel, as the engine's lane saw it. */
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
export function sentinelSeconds(history: History): readonly SentinelSecond[] {
  return history.events.flatMap((event) => {
    if (event.kind !== 'answer' || event.answer.question !== 'sentinel') return [];
    const said = event.answer.answer as Partial<Record<'p99Ms' | 'maxMs' | 'sent' | 'failed', number>> | null;
    const {p99Ms = 0, maxMs = p99Ms, sent = 0, failed = 0} = said ?? {};
    return [{seq: event.seq, tMs: event.tMs, node: event.answer.of?.name ?? '', p99Ms, maxMs, sent, failed}];
  });
}

/** How much later than predicted something may be: 2 s, or the sentinel's own worst delay in the window. */
export function slackMs(history: History, [from, to]: Window): number {
  const worst = sentinelSeconds(history).filter(({tMs}) => tMs >= from && tMs <= to);
  return Math.max(2000, ...worst.map(({maxMs}) => maxMs));
}
