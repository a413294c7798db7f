import type {Json} from './kube-object.ts';

const units: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * A Kubernetes quantity ("64Mi", "250m", 1.5) as a number of bytes or cores; undefined when absent or not a quantity.
 */
export function parseQuantity(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const parts = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([a-zA-Z]{0,2})$/.exec(value);
  const unit = units[parts?.[2] ?? '?'];
  return parts === null || unit === undefined ? undefined : Number(parts[1]) * unit;
}

/** Bytes as a manifest would write them: whole Mi, rounded up. */
export function toMebi(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)}Mi`;
}

/** A number or a percentage of a whole (`25%`), as an exact value and as the whole count it rounds to. */
export function scaled(
  value: Json | undefined,
  of: number,
  rounds: 'up' | 'down',
): {readonly count: number; readonly exact: number} {
  if (typeof value === 'number') return {count: value, exact: value};
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  const exact = percent === undefined ? Number(value ?? Number.NaN) : (Number(percent) * of) / 100;
  return {count: rounds === 'up' ? Math.ceil(exact) : Math.floor(exact), exact};
}
