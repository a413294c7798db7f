/** The 95 % quantile of the normal distribution, both sides. */
export const z95 = 1.959964;

/**
 * So many requests, all of them good, show that at most this share is bad: the upper end of Wilson's 95 % interval is
 * not above it (docs/verdict.md#stages). Infinity for a share of 0: nothing shows that.
 */
export function requestsToShow(share: number): number {
  return share > 0 ? Math.ceil((z95 * z95 * (1 - share)) / share) : Number.POSITIVE_INFINITY;
}

/** A plan asks for so much more than shows: measured rates are a little less than planned ones. */
export const planMargin = 1.1;
