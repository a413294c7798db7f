import type {History} from '../../../history/history.ts';
import {evictionAnswers, type EvictionMeaning, meaningOf} from '../../../history/records/evictions.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {workloadOf} from '../../../kubernetes/owners.ts';
import {replicasOf} from './replicas.ts';

/** One answer of the API server to an eviction. */
export interface Eviction {
  readonly seq: number;
  readonly tMs: number;
  readonly pod: string;
  readonly workload: ObjectRef | undefined;
  /** The pod as it was last seen before. */
  readonly object: KubeObject | undefined;
  readonly code: number;
  /** The server's words, its cause included. */
  readonly text: string;
  readonly meaning: EvictionMeaning;
}

/** All answers to the evictions of a step, by arrival. */
export function evictionsOf(history: History, step: string): readonly Eviction[] {
  const replicas = replicasOf(history);
  return evictionAnswers(history, step).map((answer): Eviction => {
    const {seq, tMs, pod, podUid, code, message, cause} = answer;
    const replica = replicas.find(({uid, name}) => (podUid === undefined ? name === pod : uid === podUid));
    const object = (replica?.readings.findLast((reading) => reading.tMs <= tMs) ?? replica?.readings[0])?.pod;
    return {
      seq,
      tMs,
      pod,
      workload: object === undefined ? undefined : workloadOf(object),
      object,
      code,
      text: cause === '' || message.includes(cause) ? message : `${message} (${cause})`,
      meaning: meaningOf(answer),
    };
  });
}

/** `429 "Cannot evict pod … needs 2 healthy pods and has 2 currently"`: the server's own answer, for a sentence. */
export function quoted({code, text}: Eviction): string {
  return `${code} "${text}"`;
}
