import type {ObjectRef} from '../../kubernetes/kube-object.ts';
import type {Answer, Placed} from '../events.ts';
import type {Events} from '../history.ts';
import {answersTo, numberIn, textIn} from './answers.ts';

/**
 * How one pod answered one declared request, asked past every Service; `status` 0: nothing within `withinMs`, times in
 * ms.
 */
export type DirectAnswer = {
  readonly question: string;
  readonly status: number;
  readonly good: boolean;
  readonly tookMs: number;
  readonly withinMs: number;
};

/** How long it was waited for an answer in histories that do not tell it, ms. */
const oldWithinMs = 1000;

/** A pod's answer to one direct request, for the history. */
export function directAnswer(
  {name, namespace, uid}: Pick<Required<ObjectRef>, 'name' | 'namespace' | 'uid'>,
  answer: DirectAnswer,
): Answer {
  return {question: 'direct', of: {kind: 'Pod', name, namespace, uid}, answer};
}

/** The direct answers of all pods that a step asked, by arrival. */
export function directAnswers(
  history: Events,
  step: string,
): readonly (DirectAnswer & Placed & {readonly podUid: string})[] {
  return answersTo('direct', history)
    .filter((event) => event.step === step)
    .map(({seq, tMs, of, said}) => ({
      seq,
      tMs,
      podUid: of?.uid ?? '',
      question: textIn(said, 'question'),
      status: numberIn(said, 'status') ?? 0,
      good: said['good'] === true,
      tookMs: numberIn(said, 'tookMs') ?? 0,
      withinMs: numberIn(said, 'withinMs') ?? oldWithinMs,
    }));
}
