import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {replicasOf} from './replicas.ts';

/** A pod that came or went. */
export interface Change {
  readonly what: 'ending' | 'new';
  readonly pod: string;
  readonly workload: ObjectRef;
  /** When its end was asked for, or when it was ready first, ms. */
  readonly tMs: number;
  /** When its last container had ended, or it was gone; of a new pod the same as `tMs`. */
  readonly untilMs: number;
  readonly seq: number;
}

/**
 * Pods that were being ended, or got ready for the first time, so that what failed in a window may be their doing
 * (`reachMs` later at most), by time.
 */
export function changesAround(history: History, [from, to]: Window, reachMs: number): readonly Change[] {
  const changes = replicasOf(history).flatMap(({name, workload, readings}): readonly Change[] => {
    const ending = readings.find(({is, pod}) => is === 'gone' || pod.metadata.deletionTimestamp !== undefined);
    const ended = readings.find(
      ({is, statuses, pod}) =>
        is === 'gone' ||
        (pod.metadata.deletionTimestamp !== undefined &&
          statuses.length > 0 &&
          statuses.every(({terminated}) => terminated !== undefined)),
    );
    const ready = readings.find(({pod}) => isReady(pod));
    return [
      ...(ending === undefined
        ? []
        : [
            {
              what: 'ending' as const,
              pod: name,
              workload,
              tMs: ending.tMs,
              untilMs: ended?.tMs ?? Number.POSITIVE_INFINITY,
              seq: ending.seq,
            },
          ]),
      ...(ready === undefined
        ? []
        : [{what: 'new' as const, pod: name, workload, tMs: ready.tMs, untilMs: ready.tMs, seq: ready.seq}]),
    ];
  });
  return changes
    .filter(({tMs, untilMs}) => tMs <= to && untilMs + reachMs >= from)
    .toSorted((one, other) => one.tMs - other.tMs);
}

/** Those of one workload. */
export function changesOf(changes: readonly Change[], workload: ObjectRef): readonly Change[] {
  return changes.filter((change) => isSame(change.workload, workload));
}
