import type {InjectTools} from '../fault.ts';
import type {MarkedPod} from './pods.ts';

/**
 * What the API server answered to one eviction: 201 evicted, 429 a budget or a disruption in progress refuses, 500 two
 * budgets, 404 gone. In the history as an `answer` of the fault's step to the question `evict`, `of` the pod; `cause`
 * says which budget refuses and what it needs.
 */
export type EvictionAnswer = {readonly code: number; readonly message: string; readonly cause: string};

/** Asks once for one pod's eviction, and puts the answer into the history. */
export async function evict(
  {pod, namespace, uid}: MarkedPod,
  {cluster, tell}: Pick<InjectTools, 'cluster' | 'tell'>,
): Promise<EvictionAnswer> {
  const {code, message, causes} = await cluster.api.evict(pod, namespace, {uid});
  const answer: EvictionAnswer = {code, message, cause: causes.join('; ')};
  tell({question: 'evict', of: {kind: 'Pod', name: pod, namespace, uid}, answer});
  return answer;
}

/** What an answer means: the pod goes, it is gone already, asking again may help, or the budget refuses for now. */
export function meaningOf({code, message, cause}: EvictionAnswer): 'evicted' | 'gone' | 'busy' | 'refused' | 'failed' {
  if (code >= 200 && code < 300) return 'evicted';
  // Another pod may have taken the name.
  if (code === 404 || (code === 409 && message.includes('UID'))) return 'gone';
  if (code === 409) return 'busy';
  if (code !== 429) return 'failed';
  // A budget that the controller has not yet seen, or a server with too much to do, says nothing of the budget.
  return cause === '' || cause.includes('still being processed') ? 'busy' : 'refused';
}

/** The message of an answer, with its cause. */
export function textOf({code, message, cause}: EvictionAnswer): string {
  return `${code}: ${message}${cause === '' ? '' : ` (${cause})`}`;
}
