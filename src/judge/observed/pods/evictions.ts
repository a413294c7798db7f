import type {History} from '../../../history/history.ts';
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
  /**
   * `evicted`; `gone` already; `bite`: the budget says how many healthy pods it needs; `overlap`: more than one budget
   * covers the pod; `busy`: the server asks to come back, and says nothing of the budget; `other`.
   */
  readonly meaning: 'evicted' | 'gone' | 'bite' | 'overlap' | 'busy' | 'other';
}

/** All answers to the evictions of a step, by arrival. */
export function evictionsOf(history: History, step: string): readonly Eviction[] {
  const replicas = replicasOf(history);
  return history.events.flatMap((event): readonly Eviction[] => {
    if (event.kind !== 'answer' || event.step !== step || event.answer.question !== 'evict') return [];
    const {of, answer} = event.answer;
    const {
      code = 0,
      message = '',
      cause = '',
    } = (answer ?? {}) as {readonly code?: number; readonly message?: string; readonly cause?: string};
    const replica = replicas.find(({uid, name}) => (of?.uid === undefined ? name === of?.name : uid === of.uid));
    const object = (replica?.readings.findLast(({tMs}) => tMs <= event.tMs) ?? replica?.readings[0])?.pod;
    return [
      {
        seq: event.seq,
        tMs: event.tMs,
        pod: of?.name ?? '',
        workload: object === undefined ? undefined : workloadOf(object),
        object,
        code,
        text: cause === '' || message.includes(cause) ? message : `${message} (${cause})`,
        meaning: meaningOf(code, `${message} ${cause}`),
      },
    ];
  });
}

/** `429 "Cannot evict pod … needs 2 healthy pods and has 2 currently"`: the server's own answer, for a sentence. */
export function quoted({code, text}: Eviction): string {
  return `${code} "${text}"`;
}

function meaningOf(code: number, text: string): Eviction['meaning'] {
  if (code >= 200 && code < 300) return 'evicted';
  if (code === 404 || code === 409) return 'gone';
  if (code === 500 && /more than one PodDisruptionBudget/i.test(text)) return 'overlap';
  if (code === 429 && /needs \d+ healthy pods/.test(text)) return 'bite';
  return code === 429 ? 'busy' : 'other';
}
