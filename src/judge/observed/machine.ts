import type {History} from '../../history/history.ts';
import {hostSeconds} from '../../history/records/host-seconds.ts';
import type {Window} from '../../history/windows.ts';
import {mean} from './load/statistics.ts';

/**
 * What the machine itself said in a window: the mean share of time stolen from it, the share of the processor time asked
 * for that it gave (what was used, of what was used and what was stolen; 0 when nothing was seen), who used the CPU last,
 * and where that is recorded.
 */
export function machineIn(
  history: History,
  [from, to]: Window,
): {readonly steal: number; readonly given: number; readonly users: string; readonly seqs: readonly number[]} {
  const seconds = hostSeconds(history).filter(({tMs}) => tMs >= from && tMs < to);
  const steal = mean(seconds.map(({stealShare}) => stealShare)) ?? 0;
  const used = mean(seconds.map(({busyShare}) => busyShare)) ?? 0;
  const asked = used + steal;
  const given = seconds.length === 0 ? 0 : asked === 0 ? 1 : used / asked;
  const users = (seconds.findLast(({top}) => top !== undefined)?.top ?? [])
    .map(({name, cores}) => `${name} (${cores} cores)`)
    .join(', ');
  return {steal, given, users, seqs: seconds.slice(-1).map(({seq}) => seq)};
}
