import {answerOf} from '../../../forecast/answer.ts';
import type {Prediction} from '../../../forecast/prediction.ts';
import type {RunningContainer} from '../../../forecast/time-line.ts';
import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {readyPodsAt} from '../../observed/pods/ready-pods.ts';
import {replicasOf} from '../../observed/pods/replicas.ts';
import {slackMs} from '../../observed/slack.ts';
import {runningAt} from '../../predicted/time-line.ts';
import {undecidedOf, type Undecided} from '../../predicted/undecided.ts';

/** A container of a workload whose probe was asked while something was wrong. */
export interface Asked {
  readonly of: ObjectRef;
  /** Why "it did not act" says nothing of it; undefined: it was watched long enough, or never acts. */
  readonly undecided: Undecided | undefined;
}

/**
 * The containers of the pods that were ready as a window began, one of each workload's: the one whose probe is the last
 * to act. `time` predicts that from the window's begin.
 */
export function askedIn(
  history: History,
  [fromMs, untilMs]: Window,
  isAsked: (pod: {readonly uid: string; readonly workload: ObjectRef}) => boolean,
  time: (container: RunningContainer) => Prediction,
): readonly Asked[] {
  const slack = slackMs(history, [fromMs, untilMs]);
  const replicas = replicasOf(history);
  const all = readyPodsAt(history, fromMs)
    .filter(isAsked)
    .flatMap(({uid, workload: {kind, name}}) => {
      const replica = replicas.find((one) => one.uid === uid);
      return (replica === undefined ? [] : runningAt(history, replica, fromMs)).map((one) => ({
        of: {kind, name, container: one.container.name},
        prediction: time(one),
      }));
    });
  return [...Map.groupBy(all, ({of}) => nameOf(of)).values()].flatMap((those): readonly Asked[] => {
    const [last] = those.toSorted((one, other) => latestOf(other) - latestOf(one));
    if (last === undefined) return [];
    const answer = answerOf(last.prediction, {untilMs: untilMs - fromMs, seenMs: undefined}, slack);
    const isDecided = answer !== 'unknown' && answer !== 'not watched long enough';
    const undecided = isDecided ? undefined : undecidedOf(history, last.prediction, untilMs - fromMs, slack);
    return [{of: last.of, undecided}];
  });
}

/** What is not known may come at any time; what never comes is the first to be over. */
function latestOf({prediction}: {readonly prediction: Prediction}): number {
  if (prediction.is === 'within') return prediction.ms[1];
  return prediction.is === 'unknown' ? Number.POSITIVE_INFINITY : -1;
}
