/**
 * An arrival rate over time: from `fromPerSecond` in a straight line to `ratePerSecond` within `rampMs`, constant
 * afterwards.
 */
export interface Arrivals {
  readonly fromPerSecond: number;
  readonly ratePerSecond: number;
  readonly rampMs: number;
}

/** The rate `elapsedMs` after the start, per second. */
export function rateAt(arrivals: Arrivals, elapsedMs: number): number {
  const {fromPerSecond, ratePerSecond, rampMs} = arrivals;
  if (elapsedMs >= rampMs) return ratePerSecond;
  return fromPerSecond + (ratePerSecond - fromPerSecond) * (Math.max(0, elapsedMs) / rampMs);
}

/** The integral of the rate over the first `elapsedMs`: how many requests are due by then, as a real number. */
export function dueBy(arrivals: Arrivals, elapsedMs: number): number {
  const {fromPerSecond, ratePerSecond, rampMs} = arrivals;
  const inRamp = Math.min(Math.max(0, elapsedMs), rampMs);
  const ramped = ((fromPerSecond + rateAt(arrivals, inRamp)) / 2) * inRamp;
  const constant = ratePerSecond * Math.max(0, elapsedMs - rampMs);
  return ((rampMs === 0 ? 0 : ramped) + constant) / 1000;
}

/**
 * When arrival number `index` (from 0) is due, in ms after the start: where the integral of the rate reaches `index +
 * ½`. Requests are evenly spaced, so the count in any span is its integral to within one. Infinity when the rate never
 * gets there.
 */
export function arrivalMs(arrivals: Arrivals, index: number): number {
  const {fromPerSecond, ratePerSecond, rampMs} = arrivals;
  const due = index + 0.5;
  const ramped = dueBy(arrivals, rampMs);
  if (due >= ramped) return ratePerSecond > 0 ? rampMs + ((due - ramped) / ratePerSecond) * 1000 : Infinity;
  const from = fromPerSecond / 1000;
  const slope = (ratePerSecond / 1000 - from) / rampMs;
  return (2 * due) / (from + Math.sqrt(Math.max(0, from * from + 2 * slope * due)));
}
