import type {History} from '../../history/history.ts';
import type {Window} from '../../history/windows.ts';
import {mean} from './load/statistics.ts';

/**
 * What the machine itself said in a window: the mean share of time stolen from it, who used the CPU last, and where
 * that is recorded.
 */
export function machineIn(
  history: History,
  [from, to]: Window,
): {readonly steal: number; readonly users: string; readonly seqs: readonly number[]} {
  const answers = history.events.flatMap((event) => {
    if (event.kind !== 'answer' || event.answer.question !== 'host' || event.tMs < from || event.tMs >= to) return [];
    const said = (event.answer.answer ?? {}) as {
      readonly stealShare?: number;
      readonly top?: readonly {readonly name: string; readonly cores: number}[];
    };
    return [{seq: event.seq, ...said}];
  });
  const steal = answers.length === 0 ? 0 : mean(answers.map(({stealShare = 0}) => stealShare));
  const users = (answers.findLast(({top}) => top !== undefined)?.top ?? [])
    .map(({name, cores}) => `${name} (${cores} cores)`)
    .join(', ');
  return {steal, users, seqs: answers.slice(-1).map(({seq}) => seq)};
}
