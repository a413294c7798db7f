/** Says whether one more retry is allowed: at most a tenth of the requests, so that trouble is never multiplied. */
export interface RetryBudget {
  readonly sent: () => void;
  readonly take: () => boolean;
}

/** Each request earns a tenth of a retry, up to ten in stock. */
export function retryBudget(): RetryBudget {
  let tenths = 100;
  return {
    sent: () => {
      tenths = Math.min(100, tenths + 1);
    },
    take: () => {
      if (tenths < 10) return false;
      tenths -= 10;
      return true;
    },
  };
}
