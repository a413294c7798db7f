import {round} from './units.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/**
 * A length of time (ms) for people: `0 s`, `12.3 ms`, `450 ms`, `41.3 s`, from two minutes on `2 min 5 s`; `never` for
 * one without an end, `–` for what is not a number.
 */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return ms > 0 ? 'never' : '–';
  if (ms === 0) return '0 s';
  // What would round up to the larger unit is said in it.
  if (Math.round(Math.abs(ms)) < secondMs) return `${round(ms)} ms`;
  const seconds = Math.round(Math.abs(ms) / secondMs);
  if (seconds * secondMs < 2 * minuteMs) return `${round(ms / secondMs)} s`;
  return `${ms < 0 ? '-' : ''}${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** An estimated length of time (ms), to the second: `about 2 min 5 s`. */
export function about(ms: number): string {
  return `about ${duration(wholeSeconds(ms))}`;
}

/** A length of time (ms) to the nearest second, for what changes while it is shown; what is shorter than one stays. */
export function wholeSeconds(ms: number): number {
  return ms < secondMs ? ms : Math.round(ms / secondMs) * secondMs;
}
