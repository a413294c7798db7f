import {patienceText} from '../../forecast/most-patience.ts';
import {type Prediction, predictionText} from '../../forecast/prediction.ts';
import {factsOf} from '../../history/facts.ts';
import type {Events} from '../../history/history.ts';
import {duration} from '../../text/duration.ts';
import type {Finding} from '../finding.ts';

/**
 * Why a prediction could not be compared with what was seen: it was not watched long enough, or the model does not know
 * it. `why` stands after a comma: `it takes 40 s to 55 s (predicted), and it was watched for 30 s`.
 */
export interface Undecided {
  readonly because: NonNullable<Finding['because']>;
  readonly why: string;
}

/** Says so, and how to allow what is beyond the patience of the trial. */
export function undecidedOf(history: Events, prediction: Prediction, watchedMs: number, slack: number): Undecided {
  if (prediction.is === 'unknown')
    return {because: 'not-predicted', why: `the model does not know ${prediction.lacks}`};
  const needsMs = prediction.is === 'within' ? prediction.ms[1] + slack : 0;
  const why = `it takes ${predictionText(prediction)} (predicted), and it was watched for ${duration(watchedMs)}`;
  return {because: 'not-exercised', why: `${why}${allowText(history, needsMs)}`};
}

/** How long a fault is held at most where the plan does not say, ms: what older runs and the default allow. */
const usualHoldMs = 300_000;

/** `: --patience 11 allows it`, where a hold, or a stage, of that length is beyond the trial's patience; else nothing. */
export function allowText(history: Events, needsMs: number): string {
  const mostMs = factsOf(history).plan?.patience?.holdMs ?? usualHoldMs;
  return needsMs > mostMs ? patienceText(needsMs) : '';
}
