import {largest, studentsT} from './statistics.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A straight line through points, by least squares. */
export interface Line {
  readonly slope: number;
  /** The sum of the squared distances of the points from it. */
  readonly rest: number;
  /** The standard error of its slope, when `parameters` were chosen to fit it. */
  readonly errorFor: (parameters: number) => number;
}

/** The straight line through points; undefined for fewer than two, or when all x are the same. */
export function lineThrough(points: readonly Point[]): Line | undefined {
  const count = points.length;
  let sumX = 0;
  let sumY = 0;
  for (const {x, y} of points) {
    sumX += x;
    sumY += y;
  }
  const [meanX, meanY] = [sumX / count, sumY / count];
  let along = 0;
  let spread = 0;
  let height = 0;
  for (const {x, y} of points) {
    along += (x - meanX) * (y - meanY);
    spread += (x - meanX) ** 2;
    height += (y - meanY) ** 2;
  }
  if (!(spread > 0)) return undefined;
  const slope = along / spread;
  const rest = Math.max(0, height - slope * along);
  return {slope, rest, errorFor: (parameters) => Math.sqrt(rest / Math.max(1, count - parameters) / spread)};
}

/** The 95 % interval of the slope through points; undefined for fewer than four, or when all x are the same. */
export function slopeInterval(points: readonly Point[]): readonly [number, number] | undefined {
  const line = lineThrough(points);
  return line === undefined || points.length < 4 ? undefined : intervalOf(line, points.length, 2);
}

/** What a curve may still gain, in units of y, from the last point to `until`. */
export interface Gain {
  /** The least and the most that the points allow (95 %), however much the growth slows down meanwhile. */
  readonly interval: readonly [number, number];
  /** Growth that does not slow down at all fits the points too. */
  readonly mayBeStraight: boolean;
}

/** Time constants that are tried, in lengths of the watch: from an eighth of it to 64 times it, and a straight line. */
const constants = [...Array.from({length: 37}, (_, index) => 2 ** ((index - 12) / 4)), Number.POSITIVE_INFINITY];

/**
 * How much more is gained until an `x`, when growth slows down with one time constant, or not at all: the curves
 * y = a + b·τ·(1 − e^(−x/τ)) for all τ that fit nearly as well as the best one. Undefined for fewer than six points, or
 * when all x are the same.
 */
export function gainUntil(points: readonly Point[], until: number): Gain | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 6) return undefined;
  const length = last.x - first.x;
  const curves = constants.flatMap((constant) => {
    const reached = (x: number): number => saturating((x - first.x) / length, constant);
    const line = lineThrough(points.map(({x, y}) => ({x: reached(x), y})));
    if (line === undefined) return [];
    const ahead = reached(until) - reached(last.x);
    const [low, high] = intervalOf(line, points.length, 3);
    return [{constant, rest: line.rest, interval: [low * ahead, high * ahead] as const}];
  });
  const best = -largest(
    curves.map(({rest}) => -rest),
    Number.NEGATIVE_INFINITY,
  );
  const freedom = points.length - 3;
  const fitting = curves.filter(({rest}) => rest <= best * (1 + studentsT(freedom) ** 2 / freedom));
  if (fitting.length === 0) return undefined;
  return {
    interval: [
      Math.min(...fitting.map(({interval}) => interval[0])),
      Math.max(...fitting.map(({interval}) => interval[1])),
    ],
    mayBeStraight: fitting.some(({constant}) => constant === Number.POSITIVE_INFINITY),
  };
}

function saturating(x: number, constant: number): number {
  return constant === Number.POSITIVE_INFINITY ? x : constant * (1 - Math.exp(-x / constant));
}

function intervalOf({slope, errorFor}: Line, count: number, parameters: number): readonly [number, number] {
  const half = studentsT(count - parameters) * errorFor(parameters);
  return [slope - half, slope + half];
}
