import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {type DirectAnswer, directAnswers} from '../../../history/records/direct-answers.ts';
import type {Window} from '../../../history/windows.ts';
import {duration} from '../../../text/duration.ts';

/** Direct answers of one or more pods; those that say nothing (nobody waited for them long enough) are left out. */
export interface Answers {
  readonly all: readonly (DirectAnswer & {readonly seq: number})[];
  readonly bad: readonly DirectAnswer[];
}

/** What a replica answered when it was asked directly, and what that is compared with. */
export interface Asked {
  /** Under the fault. */
  readonly during: Answers;
  /** The same replica before it; nothing in older histories. */
  readonly before: Answers;
  /** Other replicas under the fault; nothing in older histories. */
  readonly others: Answers;
}

/** What a pod and others like it answered to the direct requests of a step that acted on it in a window. */
export function askedDirectly(history: History, step: string, podUid: string, [fromMs, untilMs]: Window): Asked {
  const timeoutMs = factsOf(history).trial?.subject.entry.timeoutMs ?? 0;
  const told = directAnswers(history, step).filter(
    ({good, status, withinMs}) => good || status !== 0 || withinMs >= timeoutMs,
  );
  const isDuring = ({tMs}: {readonly tMs: number}): boolean => tMs >= fromMs && tMs <= untilMs;
  return {
    during: answersAmong(told.filter((one) => one.podUid === podUid && isDuring(one))),
    before: answersAmong(told.filter((one) => one.podUid === podUid && one.tMs < fromMs)),
    others: answersAmong(told.filter((one) => one.podUid !== podUid && isDuring(one))),
  };
}

function answersAmong(all: Answers['all']): Answers {
  return {all, bad: all.filter(({good}) => !good)};
}

/** `12 of 14 requests well, 2 times status 503`, of what was bad most often. */
export function answersText({all, bad}: Answers): string {
  const well = `${all.length - bad.length} of ${all.length} requests well`;
  const most = [...Map.groupBy(bad, ({status}) => status)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  )[0];
  if (most === undefined) return well;
  const [status, those] = most;
  const what = status === 0 ? `nothing within ${duration(those[0]?.withinMs ?? 0)}` : `status ${status}`;
  return `${well}, ${those.length} times ${what}`;
}
