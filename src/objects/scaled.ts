import type {Json} from '../kubernetes/kube-object.ts';

/** A number or a percentage of a whole (`25%`), as an exact value and as the whole count it rounds to. */
export function scaled(value: Json | undefined, of: number, rounds: 'up' | 'down'): {readonly count: number; readonly exact: number} {
  if (typeof value === 'number') return {count: value, exact: value};
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  const exact = percent === undefined ? Number(value ?? Number.NaN) : (Number(percent) * of) / 100;
  return {count: rounds === 'up' ? Math.ceil(exact) : Math.floor(exact), exact};
}
