/** The 95 % Wilson interval of a share. Without a trial nothing is known: [0, 1]. */
export function wilson(hits: number, of: number): readonly [number, number] {
  if (of === 0) return [0, 1];
  const z = 1.959964;
  const share = hits / of;
  const centre = share + (z * z) / (2 * of);
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return [
    hits === 0 ? 0 : Math.max(0, (centre - half) / scale),
    hits === of ? 1 : Math.min(1, (centre + half) / scale),
  ];
}

/** The nearest-rank percentile (0–100) of values; undefined without any. Sorts a copy. */
export function percentile(values: Float64Array, rank: number): number | undefined {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1))];
}

/** A part of a whole; undefined where there is no whole: a share of nothing is no number. */
export function ratio(part: number, whole: number): number | undefined {
  const value = part / whole;
  return Number.isFinite(value) ? value : undefined;
}

/** The largest of some values, at least `least`. A loop: a call with each row as an argument overflows the stack. */
export function largest(values: readonly number[], least: number): number {
  let most = least;
  for (const value of values) if (value > most) most = value;
  return most;
}

/** A repeatable source of numbers in [0, 1) (a 32-bit linear congruential step with output mixing). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 16), 0x7feb352d) >>> 0;
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The least-squares slope; undefined when all x are the same. */
export function slope(points: readonly Point[]): number | undefined {
  return slopeOf(
    points,
    points.map((_point, index) => index),
  );
}

/** The 95 % bootstrap interval of the slope (pairs resampled 1000 times); undefined when all x are the same. */
export function slopeInterval(points: readonly Point[], random: () => number): readonly [number, number] | undefined {
  const slopes = Array.from({length: 1000}, () =>
    slopeOf(
      points,
      points.map(() => Math.floor(random() * points.length)),
    ),
  );
  const known = Float64Array.from(slopes.flatMap((value) => value ?? []));
  const [low, high] = [percentile(known, 2.5), percentile(known, 97.5)];
  return low === undefined || high === undefined ? undefined : [low, high];
}

/** The slope through the points at some places; loops, for it is asked a thousand times for each interval. */
function slopeOf(points: readonly Point[], places: readonly number[]): number | undefined {
  const nothing = {x: 0, y: 0};
  let sumX = 0;
  let sumY = 0;
  for (const place of places) {
    const {x, y} = points[place] ?? nothing;
    sumX += x;
    sumY += y;
  }
  const meanX = sumX / places.length;
  const meanY = sumY / places.length;
  let along = 0;
  let spread = 0;
  for (const place of places) {
    const {x, y} = points[place] ?? nothing;
    along += (x - meanX) * (y - meanY);
    spread += (x - meanX) ** 2;
  }
  return ratio(along, spread);
}

/** The arithmetic mean; undefined without values. */
export function mean(values: readonly number[]): number | undefined {
  return ratio(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
}

/** The sample's standard deviation; undefined for fewer than two values. */
export function deviation(values: readonly number[]): number | undefined {
  const centre = mean(values);
  return values.length < 2 || centre === undefined
    ? undefined
    : Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
