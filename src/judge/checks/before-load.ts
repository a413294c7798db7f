import type {History} from '../../history/history.ts';
import type {Window} from '../../history/windows.ts';
import {wasHealthy} from './trial/host.ts';

/** How the machine did while nothing was sent yet, in windows of 10 s. */
export interface MachineBefore {
  readonly windows: number;
  readonly troubled: number;
}

const windowMs = 10_000;

/**
 * The channel `host` is of the time under load. What is judged before it asks here: images that are unpacked and
 * containers that start take the machine for seconds, so that single windows decide nothing.
 */
export function machineBefore(history: History, [from, to]: Window): MachineBefore {
  const windows = Array.from({length: Math.floor((to - from) / windowMs)}, (_, index): Window => [
    from + index * windowMs,
    from + (index + 1) * windowMs,
  ]);
  return {windows: windows.length, troubled: windows.filter((one) => !wasHealthy(history, one)).length};
}

/** Whether the machine was itself for at least half of the time; never when nothing was seen of it. */
export function wasItself({windows, troubled}: MachineBefore): boolean {
  return windows > 0 && 2 * troubled <= windows;
}
