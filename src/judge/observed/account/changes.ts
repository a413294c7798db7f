import type {Events} from '../../../history/history.ts';
import {once} from '../../../history/once.ts';
import type {Window} from '../../../history/windows.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {graceMsOf} from '../../../kubernetes/pod-times.ts';
import {type Replica, replicasOf} from '../pods/replicas.ts';
import {endingsOf} from './endings.ts';
import {isEnding, podEndOf} from './pod-ends.ts';

/** A pod that came or went, or one of its containers that ended while the pod stayed. */
export interface Change {
  readonly what: 'ending' | 'new' | 'ended';
  readonly replica: Replica;
  readonly workload: ObjectRef;
  /** When its end was asked for, it was ready first, or its container had ended, ms. */
  readonly tMs: number;
  /**
   * When its last container had ended, or it was gone; when the container was ready again; of a new pod the same as
   * `tMs`. At most its grace later, or for ever, when that was not seen.
   */
  readonly untilMs: number;
  readonly seq: number;
  /** The container that ended. */
  readonly container?: string;
}

/** How long after it a change may still be felt, ms: Services and proxies act late, a new pod warms up. */
const reachMs = {ending: 5000, ended: 5000, new: 15_000} as const;

/** All changes of the subject's pods, by time. */
export const changesOf: (history: Events) => readonly Change[] = once((history) =>
  [...replicasOf(history).flatMap((replica) => comingAndGoing(history, replica)), ...endedIn(history)].toSorted(
    (one, other) => one.tMs - other.tMs,
  ),
);

/** The changes within whose reach something happened in a window. */
export function changesAround(history: Events, windowMs: Window): readonly Change[] {
  return changesOf(history).filter((change) => isInReach(change, windowMs));
}

/** Those of one workload. */
export function changesIn(changes: readonly Change[], workload: ObjectRef): readonly Change[] {
  return changes.filter((change) => isSame(change.workload, workload));
}

function isInReach({what, tMs, untilMs}: Change, [from, to]: Window): boolean {
  return tMs <= to && untilMs + reachMs[what] >= from;
}

function comingAndGoing(history: Events, replica: Replica): readonly Change[] {
  const {readings, workload} = replica;
  const common = {replica, workload};
  const end = podEndOf(history, replica);
  const ended = readings.find(
    (reading) =>
      reading.is === 'gone' ||
      (isEnding(reading) &&
        reading.statuses.length > 0 &&
        reading.statuses.every(({terminated}) => terminated !== undefined)),
  );
  const graceMs = Math.max(0, ...readings.slice(-1).map(({pod}) => graceMsOf(pod)));
  const ready = readings.find(({is, pod}) => is === 'present' && isReady(pod));
  return [
    ...(end === undefined
      ? []
      : [{...common, what: 'ending' as const, tMs: end.tMs, untilMs: ended?.tMs ?? end.tMs + graceMs, seq: end.seq}]),
    ...(ready === undefined
      ? []
      : [{...common, what: 'new' as const, tMs: ready.tMs, untilMs: ready.tMs, seq: ready.seq}]),
  ];
}

function endedIn(history: Events): readonly Change[] {
  return endingsOf(history)
    .filter(({by}) => by !== 'pod-end')
    .map(({replica, container, tMs, seq}) => {
      const again = replica.readings.find(
        (reading) => reading.tMs > tMs && reading.statuses.some(({name, ready}) => name === container && ready),
      );
      const untilMs = again?.tMs ?? Number.POSITIVE_INFINITY;
      return {what: 'ended', replica, workload: replica.workload, tMs, untilMs, seq, container} as const;
    });
}
