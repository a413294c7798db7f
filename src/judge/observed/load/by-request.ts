import type {History} from '../../../history/history.ts';
import {isInAny, type Window} from '../../../history/windows.ts';

/** How the requests of one name ended. */
export interface RequestCounts {
  readonly sent: number;
  readonly failed: number;
  /** Of those that failed. */
  readonly timedOut: number;
}

/** All of them together. */
export function summed(counts: ReadonlyMap<string, RequestCounts>): RequestCounts {
  return [...counts.values()].reduce(
    (sum, {sent, failed, timedOut}) => ({
      sent: sum.sent + sent,
      failed: sum.failed + failed,
      timedOut: sum.timedOut + timedOut,
    }),
    {sent: 0, failed: 0, timedOut: 0},
  );
}

/**
 * The requests planned in some windows, by their names in the profile. What the engine never sent or did not wait for
 * says nothing of the subject.
 */
export function byRequest({requests}: History, windows: readonly Window[]): ReadonlyMap<string, RequestCounts> {
  const {plannedMs, request, outcome} = requests.columns;
  const counts = new Map<string, {sent: number; failed: number; timedOut: number}>();
  for (let row = 0; row < requests.length; row += 1) {
    const at = plannedMs[row] ?? 0;
    const how = outcome[row] ?? 'cut-off';
    if (how === 'dropped' || how === 'cut-off' || !isInAny(at, windows)) continue;
    const name = request[row] ?? '';
    const count = counts.get(name) ?? {sent: 0, failed: 0, timedOut: 0};
    count.sent += 1;
    if (how !== 'ok') count.failed += 1;
    if (how === 'timed-out') count.timedOut += 1;
    counts.set(name, count);
  }
  return counts;
}
