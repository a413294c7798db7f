import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import type {Interval} from '../interval.ts';
import type {Finding} from '../../finding.ts';
import {slackMs} from '../../observed/slack.ts';
import {firstOf} from '../../../text/brief.ts';
import {duration} from '../../../text/duration.ts';

/** One predicted time and what was measured of it. All times in ms since the injection. */
export interface Forecast {
  /** After the slash of the check's name: `not-ready`. */
  readonly name: string;
  readonly of: ObjectRef;
  /** What is awaited, to stand after "until": `node n1 was NotReady`. */
  readonly until: string;
  /** Undefined: it is predicted never to come. */
  readonly predictedMs: Interval | undefined;
  /** Undefined: it was not seen. Later than `watchedMs` counts as not seen. */
  readonly measuredMs: number | undefined;
  /** How long it was watched: until the fault was taken back, or the next one came. */
  readonly watchedMs: number;
  /** Who is at fault when it comes late: the subject, or the control plane of the cluster. */
  readonly whose: 'subject' | 'cluster';
  /** What to say of the cause when it comes late or not, a line each, as it was at a time since the injection. */
  readonly why?: (sinceMs: number) => readonly string[];
  readonly evidence: readonly number[];
}

/** Below the lower end by more than this, something else did it, ms. */
const toleranceMs = 1000;

/**
 * Compares a prediction with its measurement (docs/verdict.md#predictions): late is the subject's failure or the
 * cluster's, too early is somebody else's doing.
 */
export function judgeForecast(history: History, step: string, windowMs: Window, forecast: Forecast): Finding {
  const {name, of, until, predictedMs, watchedMs, whose, why, evidence} = forecast;
  // What came after the watching ended belongs to the undo or to the next fault.
  const measuredMs =
    forecast.measuredMs !== undefined && forecast.measuredMs <= watchedMs ? forecast.measuredMs : undefined;
  const slack = slackMs(history, windowMs);
  const said = measuredMs === undefined ? 'not seen' : duration(measuredMs);
  const common = {
    check: `outage-predicted/${name}`,
    step,
    of,
    expected:
      predictedMs === undefined ? 'Never (predicted)' : `${interval(predictedMs)} (predicted) + ${duration(slack)}`,
    observed: measuredMs === undefined ? `Not seen within ${duration(watchedMs)}` : duration(measuredMs),
    origin: 'predicted from the configuration',
    ...(predictedMs === undefined ? {} : {predictedMs}),
    ...(measuredMs === undefined ? {} : {measuredMs}),
    windowMs,
    evidence,
  };
  if (predictedMs === undefined) {
    const sentence = `${step}: it is predicted never to happen that ${until}; ${measuredMs === undefined ? `and it did not within ${duration(watchedMs)}` : `it did after ${said}`}`;
    return measuredMs === undefined
      ? {...common, verdict: 'pass', sentence}
      : {...common, verdict: 'inconclusive', because: 'foreign-change', sentence: `${sentence}: something else did it`};
  }
  const latestMs = predictedMs[1] + slack;
  if (measuredMs === undefined && watchedMs < latestMs) {
    const sentence = `${step}: until ${until} it takes ${interval(predictedMs)} (predicted, not exercised: it was watched for ${duration(watchedMs)})`;
    return {...common, verdict: 'inconclusive', because: 'not-exercised', sentence, uncounted: 'not-exercised'};
  }
  const margin = {value: (latestMs - (measuredMs ?? watchedMs)) / latestMs, unit: 'of the predicted time'};
  if (measuredMs === undefined || measuredMs > latestMs) {
    const causes = why?.(latestMs);
    const sentence = `${step}: until ${until} it took ${measuredMs === undefined ? `more than ${duration(watchedMs)}` : said}, longer than predicted (${interval(predictedMs)})${causes === undefined ? '' : `: ${firstOf(causes)}`}`;
    const late = {...common, margin, ...(causes === undefined ? {} : {details: causes})};
    if (whose === 'subject') return {...late, verdict: 'fail', sentence};
    return {
      ...late,
      verdict: 'inconclusive',
      because: 'host-noisy',
      sentence: `${sentence}. The cluster's control plane was late, not the subject`,
    };
  }
  if (measuredMs < predictedMs[0] - toleranceMs) {
    const sentence = `${step}: until ${until} it took only ${said}, less than predicted (${interval(predictedMs)}): something else did it`;
    return {...common, verdict: 'inconclusive', because: 'foreign-change', sentence};
  }
  return {
    ...common,
    margin,
    verdict: 'pass',
    sentence: `${step}: until ${until} it took ${said} (predicted ${interval(predictedMs)})`,
  };
}

/** From one time to another, ms; undefined when the other was not seen. */
export function since(tMs: number | undefined, fromMs: number): number | undefined {
  return tMs === undefined ? undefined : tMs - fromMs;
}

/** `40 s to 55 s`, or `at most 2 s`. */
export function interval([from, to]: Interval): string {
  return from <= 0 ? `at most ${duration(to)}` : `${duration(from)} to ${duration(to)}`;
}
