import {duration} from '../text/duration.ts';

/** From and to, ms. */
export type Interval = readonly [number, number];

/** Two intervals one after the other. */
export function plus(one: Interval, other: Interval): Interval {
  return [one[0] + other[0], one[1] + other[1]];
}

/** `40 s to 55 s`, or `at most 2 s`. */
export function intervalText([from, to]: Interval): string {
  return from <= 0 ? `at most ${duration(to)}` : `${duration(from)} to ${duration(to)}`;
}
