import type {EventBody, Placed} from '../events.ts';
import type {Events} from '../history.ts';
import {answered, answersTo, numberIn} from './answers.ts';

/** The CPU that all containers of the subject on one node used in a second or so, microseconds. */
export interface CpuSecond {
  readonly node: string;
  readonly usedUs: number;
}

/** The event of one second of one node. */
export function cpuSecond({node, usedUs}: CpuSecond): EventBody {
  return answered('cpu', {question: 'cpu', of: {kind: 'Node', name: node}, answer: {usedUs}});
}

/** All seconds of all nodes, by arrival. */
export function cpuSeconds(history: Events): readonly (CpuSecond & Placed)[] {
  return answersTo('cpu', history).flatMap(({seq, tMs, of, said}) => {
    const usedUs = numberIn(said, 'usedUs');
    return usedUs === undefined ? [] : [{seq, tMs, node: of?.name ?? '', usedUs}];
  });
}
