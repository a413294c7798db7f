/** From and to, ms. */
export type Interval = readonly [number, number];

/** Two intervals one after the other. */
export function plus(one: Interval, other: Interval): Interval {
  return [one[0] + other[0], one[1] + other[1]];
}
