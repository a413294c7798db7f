import type {ObjectRef} from '../../kubernetes/kube-object.ts';
import type {Answer, Placed} from '../events.ts';
import type {Events} from '../history.ts';
import type {Window} from '../windows.ts';
import {answersTo, numberIn, textIn} from './answers.ts';

/**
 * How one pod answered one declared request, asked past every Service; `status` 0: not within a second, `tookMs` in ms.
 */
export type DirectAnswer = {
  readonly question: string;
  readonly status: number;
  readonly good: boolean;
  readonly tookMs: number;
};

/** A pod's answer to one direct request, for the history. */
export function directAnswer(
  {name, namespace, uid}: Pick<Required<ObjectRef>, 'name' | 'namespace' | 'uid'>,
  answer: DirectAnswer,
): Answer {
  return {question: 'direct', of: {kind: 'Pod', name, namespace, uid}, answer};
}

/** The direct answers of one pod in a window, while a step acted. */
export function directAnswers(
  history: Events,
  step: string,
  podUid: string,
  [from, to]: Window,
): readonly (DirectAnswer & Placed)[] {
  return answersTo('direct', history)
    .filter((event) => event.step === step && event.of?.uid === podUid && event.tMs >= from && event.tMs <= to)
    .map(({seq, tMs, said}) => ({
      seq,
      tMs,
      question: textIn(said, 'question'),
      status: numberIn(said, 'status') ?? 0,
      good: said['good'] === true,
      tookMs: numberIn(said, 'tookMs') ?? 0,
    }));
}
