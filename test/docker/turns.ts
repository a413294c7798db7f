const day = Math.floor(Date.now() / 86_400_000);

/**
 * Of what takes turns in CI, so that each run stays short, today's one, or the one `offset` days later; all of them
 * with SEATRIAL_INTERRUPTIONS=all.
 */
export function ofToday<T>(all: readonly T[], offset = 0): readonly T[] {
  return process.env['SEATRIAL_INTERRUPTIONS'] === 'all'
    ? all
    : all.filter((_, index) => index === (day + offset) % all.length);
}

/**
 * Whole runs that are ended or broken on purpose cost a cluster each: of the two groups, those of today; both with
 * SEATRIAL_INTERRUPTIONS=all.
 */
export function isTurnOf(group: 'interrupted' | 'broken'): boolean {
  return process.env['SEATRIAL_INTERRUPTIONS'] === 'all' || (day % 2 === 1) === (group === 'broken');
}
