import type {History} from '../../../history/history.ts';
import type {Outcome} from '../../../history/tables.ts';
import type {Window} from '../../../history/windows.ts';
import {largest} from './statistics.ts';

/** Failed requests close to each other. */
export interface Burst {
  /** From the first planned start to the last answer, ms. */
  readonly windowMs: Window;
  /** Refused or reset: by the other side, and not for want of time. */
  readonly brokenOff: number;
  /** Answered, with something that was not expected. */
  readonly wrong: number;
  /** `12 reset, 3 refused`, most first. */
  readonly causes: string;
}

/** Failures further apart than this belong to different events, ms. */
const apartMs = 1500;

/**
 * The failed requests planned in some windows, as bursts in order of time. What was dropped or cut off says nothing of
 * the subject.
 */
export function burstsIn({requests}: History, windows: readonly Window[]): readonly Burst[] {
  const {plannedMs, latencyMs, outcome} = requests.columns;
  const failed: {readonly fromMs: number; readonly toMs: number; readonly how: Outcome}[] = [];
  for (let row = 0; row < requests.length; row += 1) {
    const how = outcome[row] ?? 'ok';
    const fromMs = plannedMs[row] ?? 0;
    if (
      how === 'ok' ||
      how === 'dropped' ||
      how === 'cut-off' ||
      !windows.some(([from, to]) => fromMs >= from && fromMs < to)
    )
      continue;
    failed.push({fromMs, toMs: fromMs + (latencyMs[row] ?? 0), how});
  }
  failed.sort((one, other) => one.fromMs - other.fromMs);
  const groups: (typeof failed)[] = [];
  for (const one of failed) {
    const last = groups.at(-1);
    if (last === undefined || one.fromMs - (last.at(-1)?.fromMs ?? 0) > apartMs) groups.push([one]);
    else last.push(one);
  }
  return groups.map((group) => ({
    windowMs: [
      group[0]?.fromMs ?? 0,
      largest(
        group.map(({toMs}) => toMs),
        group[0]?.toMs ?? 0,
      ),
    ],
    brokenOff: group.filter(({how}) => how === 'refused' || how === 'reset').length,
    wrong: group.filter(({how}) => how === 'status' || how === 'unexpected').length,
    causes: [...Map.groupBy(group, ({how}) => how)]
      .toSorted(([, one], [, other]) => other.length - one.length)
      .map(([how, those]) => `${those.length} ${how}`)
      .join(', '),
  }));
}
