import {answerOf} from '../../forecast/answer.ts';
import {type Prediction, predictionText} from '../../forecast/prediction.ts';
import type {History} from '../../history/history.ts';
import type {Window} from '../../history/windows.ts';
import type {ObjectRef} from '../../kubernetes/kube-object.ts';
import {nameOf} from '../../kubernetes/owners.ts';
import {brief, firstOf} from '../../text/brief.ts';
import {duration} from '../../text/duration.ts';
import type {Finding} from '../finding.ts';
import type {StuckRollout} from '../observed/pods/stuck-rollout.ts';
import {slackMs} from '../observed/slack.ts';
import {undecidedOf} from './undecided.ts';

/** One predicted time and what was measured of it. All times in ms since the injection. */
export interface Forecast {
  /** After the slash of the check's name: `not-ready`. */
  readonly name: string;
  readonly of: ObjectRef;
  /** What is awaited, to stand after "until": `node n1 was NotReady`. */
  readonly until: string;
  readonly prediction: Prediction;
  /** Undefined: it was not seen. Later than `watchedMs` counts as not seen. */
  readonly measuredMs: number | undefined;
  /** How long it was watched: until the fault was taken back, or the next one came. */
  readonly watchedMs: number;
  /** Who is at fault when it comes late: the subject, or the control plane of the cluster. */
  readonly whose: 'subject' | 'cluster';
  /** The scenario does not ask for it: when it was not watched long enough it is told beside the verdict. */
  readonly isBeside?: boolean;
  /** What to say of the cause when it comes late or not, a line each, as it was at a time since the injection. */
  readonly why?: (sinceMs: number) => readonly string[];
  /** That it cannot come at all, as the API says: nothing has to be measured, or predicted, for that. */
  readonly stuck?: StuckRollout | undefined;
  readonly evidence: readonly number[];
}

/**
 * The finding of a forecast (docs/verdict.md#predictions): late is the subject's failure or the cluster's, too early is
 * somebody else's doing; what was not watched long enough, or what the model does not know, is not decided.
 */
export function judgeForecast(history: History, step: string, windowMs: Window, forecast: Forecast): Finding {
  const {name, of, until, prediction, watchedMs, whose, why, stuck, evidence, isBeside = false} = forecast;
  // What came after the watching ended belongs to the undo or to the next fault.
  const isSeen = forecast.measuredMs !== undefined && forecast.measuredMs <= watchedMs;
  const measuredMs = isSeen ? forecast.measuredMs : undefined;
  const slack = slackMs(history, windowMs);
  const predicted = predictionText(prediction);
  const common = {
    check: `outage-predicted/${name}`,
    step,
    of,
    ...predictedOf(prediction),
    expected: expectedText(prediction, slack),
    observed: measuredMs === undefined ? `Not seen within ${duration(watchedMs)}` : duration(measuredMs),
    origin: 'predicted from the configuration',
    ...(measuredMs === undefined ? {} : {measuredMs}),
    windowMs,
    evidence,
  };
  if (stuck !== undefined && measuredMs === undefined) {
    const said = `${step}: the roll-out of ${nameOf(of)} does not go on: ${brief(stuck.why[0], 160)}`;
    return {
      ...common,
      verdict: 'fail',
      sentence: said,
      details: stuck.why,
      needs: stuck.lacksPlace ? ['api'] : ['host', 'api'],
      evidence: [...evidence, ...stuck.evidence],
    };
  }
  const latestMs = prediction.is === 'within' ? prediction.ms[1] + slack : Number.POSITIVE_INFINITY;
  const margin = Number.isFinite(latestMs)
    ? {margin: {value: (latestMs - (measuredMs ?? watchedMs)) / latestMs, unit: 'of the predicted time'}}
    : {};
  const took = measuredMs === undefined ? `more than ${duration(watchedMs)}` : duration(measuredMs);
  switch (answerOf(prediction, {untilMs: watchedMs, seenMs: measuredMs}, slack)) {
    case 'in time': {
      const sentence =
        measuredMs === undefined
          ? `${step}: it is predicted never to happen that ${until}, and it did not within ${duration(watchedMs)}`
          : `${step}: until ${until} it took ${took} (predicted ${predicted})`;
      return {...common, ...margin, verdict: 'pass', sentence};
    }
    case 'late': {
      const causes = why?.(latestMs);
      const sentence = `${step}: until ${until} it took ${took}, longer than predicted (${predicted})${causes === undefined ? '' : `: ${firstOf(causes)}`}`;
      const late = {...common, ...margin, ...(causes === undefined ? {} : {details: causes})};
      if (whose === 'subject') return {...late, verdict: 'fail', sentence};
      const said = `${sentence}. The cluster's control plane was late, not the subject`;
      return {...late, verdict: 'inconclusive', because: 'host-noisy', sentence: said};
    }
    case 'early': {
      const sentence =
        prediction.is === 'never'
          ? `${step}: it is predicted never to happen that ${until}; it did after ${took}: something else did it`
          : `${step}: until ${until} it took only ${took}, less than predicted (${predicted}): something else did it`;
      return {...common, verdict: 'inconclusive', because: 'foreign-change', sentence};
    }
    case 'not watched long enough':
    case 'unknown': {
      const {because, why: kept} = undecidedOf(history, prediction, watchedMs, slack);
      const sentence = `${step}: until ${until}, ${kept}`;
      const uncounted = isBeside ? ({uncounted: 'not-exercised'} as const) : {};
      return {...common, verdict: 'inconclusive', because, sentence, ...uncounted};
    }
  }
}

/** The predicted interval, as a finding carries it. */
export function predictedOf(prediction: Prediction): Pick<Finding, 'predictedMs'> {
  return prediction.is === 'within' ? {predictedMs: prediction.ms} : {};
}

/** `40 s to 55 s (predicted) + 2 s`: what a finding expects. */
export function expectedText(prediction: Prediction, slack: number): string {
  const text = predictionText(prediction);
  return prediction.is === 'within' ? `${text} (predicted) + ${duration(slack)}` : text;
}

/** From one time to another, ms; undefined when the other was not seen. */
export function since(tMs: number | undefined, fromMs: number): number | undefined {
  return tMs === undefined ? undefined : tMs - fromMs;
}
