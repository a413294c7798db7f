/** Chance explains a silence in at most this share of trials. */
const byChance = 0.01;

/**
 * How long nothing succeeds by chance at most, ms, though somebody serves: so many requests in a row are drawn among
 * the share that may fail then. Infinity: any silence may be chance.
 */
export function silenceByChanceMs(load: {
  readonly ratePerSecond: number;
  readonly sent: number;
  readonly failingShare: number;
}): number {
  const {ratePerSecond, sent, failingShare} = load;
  if (failingShare >= 1 || sent === 0) return Number.POSITIVE_INFINITY;
  const inARow = failingShare <= 0 ? 0 : Math.log(byChance / sent) / Math.log(failingShare);
  return (1000 * (inARow + 1)) / ratePerSecond;
}
