import {evictionAnswer, type EvictionAnswer} from '../../history/records/evictions.ts';
import type {InjectTools} from '../fault.ts';
import type {MarkedPod} from './pods.ts';

/** Asks once for one pod's eviction, and puts the answer into the history. */
export async function evict(
  {pod, namespace, uid}: MarkedPod,
  {cluster, tell}: Pick<InjectTools, 'cluster' | 'tell'>,
): Promise<EvictionAnswer> {
  const {code, message, causes} = await cluster.api.evict(pod, namespace, {uid});
  const answer = {code, message, cause: causes.join('; ')};
  tell(evictionAnswer({name: pod, namespace, uid}, answer));
  return answer;
}

/** The message of an answer, with its cause. */
export function textOf({code, message, cause}: EvictionAnswer): string {
  return `${code}: ${message}${cause === '' ? '' : ` (${cause})`}`;
}
