import type {History} from '../../history/history.ts';
import type {Trial} from '../../judge/trial.ts';

/** Where the times of a report begin: with the first stage, ms since the trial began. */
export function zeroOf({stages}: Trial): number {
  return stages.length === 0 ? 0 : Math.min(...stages.map(({windowMs: [from]}) => from));
}

/** The part of the trial that charts show, in buckets of whole seconds, at most about 900 of them. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
  readonly buckets: number;
}

/** The time under load: all stages and planned requests, else the samples; undefined when nothing was measured. */
export function timeRange(trial: Trial, history: History): TimeRange | undefined {
  const loaded = [...trial.stages.flatMap((stage) => stage.windowMs), ...ends(history.requests.columns.plannedMs)];
  const times = (loaded.length > 0 ? loaded : ends(history.samples.columns.tMs)).filter((time) =>
    Number.isFinite(time),
  );
  if (times.length === 0) return undefined;
  // Whole seconds from the first stage on, where there is one.
  const zeroMs = zeroOf(trial);
  const fromMs = zeroMs + Math.floor((Math.min(...times) - zeroMs) / 1000) * 1000;
  const seconds = Math.max(1, Math.ceil((Math.max(...times) - fromMs) / 1000));
  const bucketMs = Math.ceil(seconds / 900) * 1000;
  const buckets = Math.ceil((seconds * 1000) / bucketMs);
  return {fromMs, toMs: fromMs + buckets * bucketMs, bucketMs, buckets};
}

/** The bucket of a moment, or -1 outside the range (a time that is not a number is outside). */
export function bucketOf(range: TimeRange, ms: number): number {
  const bucket = Math.floor((ms - range.fromMs) / range.bucketMs);
  return bucket >= 0 && bucket < range.buckets ? bucket : -1;
}

/** The start of every bucket, in seconds since another moment (ms). */
export function bucketSeconds(range: TimeRange, sinceMs: number): readonly number[] {
  return Array.from({length: range.buckets}, (_, bucket) => (range.fromMs - sinceMs + bucket * range.bucketMs) / 1000);
}

function ends(times: Float64Array): readonly number[] {
  let low = Infinity;
  let high = -Infinity;
  for (const time of times) {
    if (time < low) low = time;
    if (time > high) high = time;
  }
  return low <= high ? [low, high] : [];
}
