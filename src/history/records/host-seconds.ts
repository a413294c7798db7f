import type {Json} from '../../kubernetes/kube-object.ts';
import type {EventBody, Placed} from '../events.ts';
import type {Events} from '../history.ts';
import {answered, answersTo, fieldsOf, numberIn, textIn} from './answers.ts';

/**
 * One second of the machine: shares of all cores, PSI's 10 s average in percent (null where the kernel has none), and
 * now and then the processes that used most CPU.
 */
export type HostSecond = {
  readonly stealShare: number;
  readonly busyShare: number;
  readonly psiSome10: number | null;
  readonly load1: number;
  /** Disks that stood still: requests were in flight all the time, and none completed. */
  readonly stalled?: readonly string[];
  readonly top?: readonly BusyProcess[];
};

/** A process of a trial, or what all others of the machine used together, and the share of one core, e.g. 0.42. */
export type BusyProcess = {readonly name: string; readonly cores: number};

/** The event of one second of the machine. */
export function hostSecond(answer: HostSecond): EventBody {
  return answered('host', {question: 'host', answer});
}

/** All seconds of the machine, by arrival: what the judge asks of them. */
export function hostSeconds(
  history: Events,
): readonly (Pick<HostSecond, 'stealShare' | 'busyShare' | 'stalled' | 'top'> & Placed)[] {
  return answersTo('host', history).map(({seq, tMs, said}) => {
    const {top, stalled} = said;
    return {
      seq,
      tMs,
      stealShare: numberIn(said, 'stealShare') ?? 0,
      busyShare: numberIn(said, 'busyShare') ?? 0,
      ...(Array.isArray(stalled) ? {stalled: stalled.filter((name): name is string => typeof name === 'string')} : {}),
      ...(Array.isArray(top) ? {top: (top as readonly Json[]).map(processIn)} : {}),
    };
  });
}

function processIn(value: Json): BusyProcess {
  const fields = fieldsOf(value);
  return {name: textIn(fields, 'name'), cores: numberIn(fields, 'cores') ?? 0};
}
