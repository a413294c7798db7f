import type {History} from '../../history/history.ts';
import {sentinelSeconds, slowIn} from '../../history/records/sentinel-seconds.ts';
import type {Window} from '../../history/windows.ts';
import {awayNodes, isAway, isReturning} from './faults/away.ts';

/** What the sentinels said in some time: their seconds, and the answers that were asked for, came slowly, and failed. */
export interface Sentinels {
  readonly seconds: ReturnType<typeof sentinelSeconds>;
  readonly sent: number;
  readonly slow: number;
  readonly failed: number;
}

/** Without the sentinel of a node that a fault acts on, and without all of them while a node starts again. */
export function sentinelsIn(history: History, windows: readonly Window[]): Sentinels {
  const away = awayNodes(history);
  const seconds = sentinelSeconds(history).filter(
    ({tMs, node}) =>
      windows.some(([from, to]) => tMs >= from && tMs < to) && !isAway(away, node, tMs) && !isReturning(away, tMs),
  );
  return {
    seconds,
    sent: seconds.reduce((sum, second) => sum + second.sent, 0),
    slow: seconds.reduce((sum, second) => sum + slowIn(second), 0),
    failed: seconds.reduce((sum, second) => sum + second.failed, 0),
  };
}

/** A request passes several programs where a sentinel's answer passes one: so much more often the machine slows it. */
const programsOfRequest = 3;

/**
 * Whether a share of slow requests that is too large may be the machine's: it is not without what the sentinels' own slow
 * answers stand for. A few in a hundred leave the machine healthy, and are more than a p99 allows.
 */
export function maySlowAsMany({sent, slow}: Sentinels, slowShare: number, allowedShare: number): boolean {
  return sent > 0 && slowShare - (programsOfRequest * slow) / sent <= allowedShare;
}

/** `7 of 500 answers of the sentinels were slow as well`. */
export function slowText({sent, slow}: Sentinels): string {
  return `${slow} of ${sent} answers of the sentinels were slow as well`;
}
