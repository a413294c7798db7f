import type {ObjectRef} from '../../kubernetes/kube-object.ts';
import type {Answer, Placed} from '../events.ts';
import type {Events} from '../history.ts';
import {answersTo, numberIn, textIn} from './answers.ts';

/**
 * What the API server answered to one eviction: an HTTP status (0: none), its words, and the causes it gave, which say
 * which budget refuses and what it needs.
 */
export type EvictionAnswer = {readonly code: number; readonly message: string; readonly cause: string};

/**
 * `evicted`; `gone`: the pod is not there any more; `refused`: the budget says how many healthy pods it needs;
 * `overlap`: more than one budget covers the pod; `busy`: asking again may help, and it says nothing of the budget;
 * `failed`: anything else.
 */
export type EvictionMeaning = 'evicted' | 'gone' | 'refused' | 'overlap' | 'busy' | 'failed';

/** The answer to one pod's eviction, for the history. */
export function evictionAnswer(
  {name, namespace, uid}: Pick<Required<ObjectRef>, 'name' | 'namespace' | 'uid'>,
  answer: EvictionAnswer,
): Answer {
  return {question: 'evict', of: {kind: 'Pod', name, namespace, uid}, answer};
}

/** All answers to the evictions of a step, by arrival. */
export function evictionAnswers(
  history: Events,
  step: string,
): readonly (EvictionAnswer & Placed & {readonly pod: string; readonly podUid: string | undefined})[] {
  return answersTo('evict', history)
    .filter((event) => event.step === step)
    .map(({seq, tMs, of, said}) => ({
      seq,
      tMs,
      pod: of?.name ?? '',
      podUid: of?.uid,
      code: numberIn(said, 'code') ?? 0,
      message: textIn(said, 'message'),
      cause: textIn(said, 'cause'),
    }));
}

/**
 * What an answer means. An eviction names the pod's UID, so a conflict over the UID means that another pod has the name
 * now. Any other conflict is the server's own: the pod, or its budget, was changed at the same moment (the API server
 * gives up after 20 tries of its own).
 */
export function meaningOf({code, message, cause}: EvictionAnswer): EvictionMeaning {
  const text = `${message} ${cause}`;
  if (code >= 200 && code < 300) return 'evicted';
  if (code === 404) return 'gone';
  if (code === 409) return text.includes('UID in precondition') ? 'gone' : 'busy';
  if (code === 500 && /more than one PodDisruptionBudget/i.test(text)) return 'overlap';
  // A budget that its controller has not yet seen, or a server with too much to do, says nothing of the budget.
  if (code === 429) return /needs \d+ healthy pods/.test(text) ? 'refused' : 'busy';
  return 'failed';
}
