/**
 * A number in [0, 1) that depends on nothing but its arguments, so that a seed gives the same load in every run, on any
 * number of workers.
 */
export function draw(seed: number, stage: number, index: number, salt: number): number {
  let hash = Math.imul(seed ^ 0x51ed270b, 0x2c1b3c6d);
  for (const word of [stage, index, salt]) {
    hash = Math.imul(hash ^ word, 0x297a2d39);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x7feb352d);
    hash ^= hash >>> 13;
  }
  return (hash >>> 0) / 2 ** 32;
}

/** The running sums of weights, scaled to end at 1. */
export function cumulated(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => (sum += weight) / total);
}

/** The share of the mix that goes to the target, and to each other door, of `places` in all. */
export function sharesOf(
  requests: readonly {readonly weight: number; readonly door?: number}[],
  places: number,
): readonly number[] {
  const all = requests.reduce((total, {weight}) => total + weight, 0);
  return Array.from(
    {length: places},
    (_, place) =>
      requests.reduce((total, {weight, door = -1}) => (door + 1 === place ? total + weight : total), 0) / all,
  );
}

/** The place in `shares` (from `cumulated`) where a number in [0, 1) falls. */
export function pick(shares: readonly number[], at: number): number {
  for (let place = 0; place < shares.length - 1; place += 1) {
    if (at < (shares[place] ?? 1)) return place;
  }
  return shares.length - 1;
}
