/** Sentinels that answer as on a quiet machine until a time, ms, and as on a busy one from then on. */
export const busyFrom = (ms: number) => (tMs: number) =>
  tMs < ms ? {p99Ms: 4, maxMs: 6, sent: 10, failed: 0} : {p99Ms: 300, maxMs: 900, sent: 10, failed: 0};
