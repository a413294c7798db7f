import {z95} from '../../../forecast/shares.ts';

/** The 95 % Wilson interval of a share. Without a trial nothing is known: [0, 1]. */
export function wilson(hits: number, of: number): readonly [number, number] {
  if (of === 0) return [0, 1];
  const share = hits / of;
  const centre = share + (z95 * z95) / (2 * of);
  const half = z95 * Math.sqrt((share * (1 - share)) / of + (z95 * z95) / (4 * of * of));
  const scale = 1 + (z95 * z95) / of;
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

/** The t of Student that 2.5 % lie above, for some degrees of freedom (within 1 % from one on). */
export function studentsT(freedom: number): number {
  const few = [12.706, 4.303, 3.182, 2.776, 2.571];
  return few[Math.max(1, freedom) - 1] ?? 1.959964 + 2.372 / freedom + 2.82 / freedom ** 2 + 2.56 / freedom ** 3;
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
