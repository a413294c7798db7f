import type {History} from '../../history/history.ts';
import {sentinelSeconds} from '../../history/records/sentinel-seconds.ts';
import type {Window} from '../../history/windows.ts';
import {largest} from './load/statistics.ts';

/** What anything predicted may be late, ms. */
export const leastSlackMs = 2000;

/** How much later than predicted something may be: 2 s, or the sentinel's own worst delay in the window. */
export function slackMs(history: History, [from, to]: Window): number {
  const worst = sentinelSeconds(history).filter(({tMs}) => tMs >= from && tMs <= to);
  return largest(
    worst.map(({maxMs}) => maxMs),
    leastSlackMs,
  );
}
