import type {History} from '../../history/history.ts';
import type {Window} from '../../history/windows.ts';
import {machineIn} from '../observed/machine.ts';
import {sentinelsWell, wasHealthy} from './trial/host.ts';

/** How the machine did while nothing was sent yet, in windows of 10 s. */
export interface MachineBefore {
  readonly windows: number;
  readonly troubled: number;
  /**
   * How much of the time it gave, ms: nothing of a window in which sentinels were slow or silent, and of the others the
   * share of the processor time asked for that nobody stole.
   */
  readonly givenMs: number;
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
  const well = windows.filter((one) => sentinelsWell(history, one));
  return {
    windows: windows.length,
    troubled: windows.filter((one) => !wasHealthy(history, one)).length,
    givenMs: well.reduce((sum, one) => sum + windowMs * machineIn(history, one).given, 0),
  };
}

/** Whether the machine was itself for at least half of the time; never when nothing was seen of it. */
export function wasItself({windows, troubled}: MachineBefore): boolean {
  return windows > 0 && 2 * troubled <= windows;
}
