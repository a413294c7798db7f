/** How long faults may be held, ms: what would take longer is not exercised. */
export interface Patience {
  /** One of them. */
  readonly holdMs: number;
  /** All of a scenario together. */
  readonly scenarioMs: number;
  /** A stage that goes on until its condition holds, beyond what it lasts at least. */
  readonly stageMs: number;
}

const minuteMs = 60_000;

export const usualPatience: Patience = {holdMs: 5 * minuteMs, scenarioMs: 15 * minuteMs, stageMs: 2 * minuteMs};
/** `verify --quick`. */
export const quickPatience: Patience = {holdMs: 2 * minuteMs, scenarioMs: 15 * minuteMs, stageMs: minuteMs};

/** `--patience <minutes>`: so long for one hold, a warm-up or a leak's watch, and three times that for all holds of a scenario. */
export function patienceOf(minutes: number): Patience {
  return {holdMs: minutes * minuteMs, scenarioMs: 3 * minutes * minuteMs, stageMs: minutes * minuteMs};
}

/** At least so long for one hold: NotReady, a toleration of 300 s, and a slow start. */
export function untilReplacedAllows({holdMs, scenarioMs, ...others}: Patience): Patience {
  return {...others, holdMs: Math.max(holdMs, 10 * minuteMs), scenarioMs: Math.max(scenarioMs, 15 * minuteMs)};
}
