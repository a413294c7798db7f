import type {History} from '../../../history/history.ts';
import type {Outcome} from '../../../history/tables.ts';
import {isInAny, type Window} from '../../../history/windows.ts';
import {largest} from '../load/statistics.ts';

/** Failed requests close to each other. */
export interface Burst {
  /** From the first planned start to the last answer, ms. */
  readonly windowMs: Window;
  /** Refused or reset: by the other side, and not for want of time. */
  readonly brokenOff: number;
  /**
   * Of those broken off, resets of connections that were kept: a server that closes one may cross a request that is on
   * its way. Who cannot be reached refuses, or resets new connections too.
   */
  readonly crossed: number;
  /** Answered, with something that was not expected. */
  readonly wrong: number;
  /** Without an answer until its time was over. */
  readonly timedOut: number;
  /** All of them. */
  readonly failed: number;
  readonly byOutcome: Readonly<Partial<Record<Outcome, number>>>;
}

/** Failures further apart than this belong to different events, ms. */
const apartMs = 1500;

/**
 * The failed requests planned in some windows, as bursts in order of time. What was dropped or cut off says nothing of
 * the subject.
 */
export function burstsIn({requests}: History, windows: readonly Window[]): readonly Burst[] {
  const {plannedMs, latencyMs, outcome, connection} = requests.columns;
  const failed: {readonly fromMs: number; readonly toMs: number; readonly how: Outcome; readonly isCrossed: boolean}[] =
    [];
  for (let row = 0; row < requests.length; row += 1) {
    const how = outcome[row] ?? 'ok';
    const fromMs = plannedMs[row] ?? 0;
    if (how === 'ok' || how === 'dropped' || how === 'cut-off' || !isInAny(fromMs, windows)) continue;
    const isCrossed = how === 'reset' && connection[row] === 'reused';
    failed.push({fromMs, toMs: fromMs + (latencyMs[row] ?? 0), how, isCrossed});
  }
  failed.sort((one, other) => one.fromMs - other.fromMs);
  const groups: (typeof failed)[] = [];
  for (const one of failed) {
    const last = groups.at(-1);
    if (last === undefined || one.fromMs - (last.at(-1)?.fromMs ?? 0) > apartMs) groups.push([one]);
    else last.push(one);
  }
  return groups.map((group) => {
    const byOutcome: Partial<Record<Outcome, number>> = {};
    for (const {how} of group) byOutcome[how] = (byOutcome[how] ?? 0) + 1;
    const {refused = 0, reset = 0, status = 0, unexpected = 0, 'timed-out': timedOut = 0} = byOutcome;
    const [first] = group;
    const lastMs = largest(
      group.map(({toMs}) => toMs),
      first?.toMs ?? 0,
    );
    return {
      windowMs: [first?.fromMs ?? 0, lastMs] as const,
      brokenOff: refused + reset,
      crossed: group.filter(({isCrossed}) => isCrossed).length,
      wrong: status + unexpected,
      timedOut,
      failed: group.length,
      byOutcome,
    };
  });
}
