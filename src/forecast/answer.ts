import type {Prediction} from './prediction.ts';

/** What was seen of something predicted. Times in ms since its cause. */
export interface Watched {
  /** How long it was watched. What came later is the undo's or the next fault's. */
  readonly untilMs: number;
  /** Undefined: it was not seen. */
  readonly seenMs: number | undefined;
  /** True when somebody did it whom the prediction is not of: liveness, say, where readiness was predicted. */
  readonly isAnothers?: boolean;
}

/**
 * - `early`: it came before it could, although it never comes, or by somebody else: something else did it.
 * - `in time`: it came within the prediction and its slack; or it was predicted never to come, and did not.
 * - `late`: it came later, or not although it was watched beyond the upper end and its slack.
 * - `not watched long enough`: it was not seen, and it may have come later. An absence proves nothing then.
 * - `unknown`: the model does not know.
 */
export type Answer = 'early' | 'in time' | 'late' | 'not watched long enough' | 'unknown';

/** Below the lower end by more than this, something else did it, ms: clocks of whole seconds. */
const toleranceMs = 1000;

/**
 * Compares a prediction with what was seen: every time and every absence of a verdict is judged here and nowhere else
 * (docs/verdict.md#predictions). `slackMs` is what anything may be late.
 */
export function answerOf(prediction: Prediction, {untilMs, seenMs, isAnothers}: Watched, slackMs: number): Answer {
  const seen = seenMs !== undefined && seenMs <= untilMs ? seenMs : undefined;
  if (prediction.is === 'unknown') return 'unknown';
  if (seen !== undefined && isAnothers === true) return 'early';
  if (prediction.is === 'never') return seen === undefined ? 'in time' : 'early';
  const [fromMs, toMs] = prediction.ms;
  if (seen === undefined) return untilMs < toMs + slackMs ? 'not watched long enough' : 'late';
  if (seen < fromMs - toleranceMs) return 'early';
  return seen > toMs + slackMs ? 'late' : 'in time';
}
