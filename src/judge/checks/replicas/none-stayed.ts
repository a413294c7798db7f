import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {takesTraffic} from '../../../kubernetes/pods.ts';
import {changesOf} from '../../observed/account/changes.ts';
import {podEndOf} from '../../observed/account/pod-ends.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import {readyAmong} from '../../observed/pods/ready-pods.ts';
import {entryReplicasOf} from '../../observed/pods/replicas.ts';
import type {Cause} from './cause.ts';
import {nobodyCause} from './left-cause.ts';

/** That a step ended all ready replicas of the entry before another was ready. */
export interface NoneStayed {
  /** From when the last of them was asked to end until another was ready, or the step's effect was over, ms. */
  readonly windowMs: Window;
  readonly cause: Cause;
  readonly evidence: readonly number[];
}

/**
 * Whether one stayed of two ready replicas or more until another could take over. No request need fail where none did:
 * what is being ended may answer for as long as the next takes to start, and nothing sees to that.
 */
export function noneStayed(history: History, fault: FaultRecord, [, untilMs]: Window): NoneStayed | undefined {
  const fromMs = fault.injectedMs;
  if (fromMs === undefined) return undefined;
  const entry = entryReplicasOf(history);
  const before = new Set(readyAmong(entry, fromMs).map(({uid}) => uid));
  const ends = changesOf(history).filter(
    ({what, replica, tMs}) =>
      what === 'ending' && before.has(replica.uid) && tMs <= untilMs && podEndOf(history, replica)?.step === fault.step,
  );
  const last = ends.at(-1);
  if (before.size < 2 || ends.length < before.size || last === undefined) return undefined;
  const others = entry
    .filter(({uid}) => !before.has(uid))
    .flatMap(({readings}) => readings)
    .filter(({is, pod, tMs}) => is === 'present' && tMs > fromMs && takesTraffic(pod));
  // One that was ready and is not any more was there in time all the same.
  if (others.some(({seq}) => seq < last.seq)) return undefined;
  const next = Math.min(untilMs, ...others.map(({tMs}) => tMs));
  return {
    windowMs: [last.tMs, next],
    cause: nobodyCause(history, fault, {before: before.size}, ends),
    evidence: ends.map(({seq}) => seq),
  };
}
