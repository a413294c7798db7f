import type {History} from '../../history/history.ts';
import {hostSeconds} from '../../history/records/host-seconds.ts';
import type {Window} from '../../history/windows.ts';
import {mean} from './load/statistics.ts';

/**
 * The share of the processor time asked for in a window that the machine gave, 0–1: what was used, of what was used and
 * what was stolen. 0 when nothing was seen of it.
 */
export function givenShare(history: History, [from, to]: Window): number {
  const seconds = hostSeconds(history).filter(({tMs}) => tMs >= from && tMs < to);
  const used = seconds.reduce((sum, {busyShare}) => sum + busyShare, 0);
  const stolen = seconds.reduce((sum, {stealShare}) => sum + stealShare, 0);
  return seconds.length === 0 ? 0 : used + stolen === 0 ? 1 : used / (used + stolen);
}

/**
 * What the machine itself said in a window: the mean share of time stolen from it, who used the CPU last, and where
 * that is recorded.
 */
export function machineIn(
  history: History,
  [from, to]: Window,
): {readonly steal: number; readonly users: string; readonly seqs: readonly number[]} {
  const seconds = hostSeconds(history).filter(({tMs}) => tMs >= from && tMs < to);
  const steal = mean(seconds.map(({stealShare}) => stealShare)) ?? 0;
  const users = (seconds.findLast(({top}) => top !== undefined)?.top ?? [])
    .map(({name, cores}) => `${name} (${cores} cores)`)
    .join(', ');
  return {steal, users, seqs: seconds.slice(-1).map(({seq}) => seq)};
}
