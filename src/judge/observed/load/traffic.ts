import type {History} from '../../../history/history.ts';
import type {ConnectionKind, Outcome} from '../../../history/tables.ts';
import {isInAny, type Window} from '../../../history/windows.ts';
import {wilson} from './statistics.ts';

/**
 * The requests planned in some windows. What the engine never sent (`dropped`) or did not wait for (`cut-off`) says
 * nothing of the subject.
 */
export interface Traffic {
  /** Sent and ended. */
  readonly sent: number;
  readonly failed: number;
  readonly unsent: number;
  readonly byOutcome: Readonly<Partial<Record<Outcome, number>>>;
  readonly sentByConnection: Readonly<Record<ConnectionKind, number>>;
  readonly failedByConnection: Readonly<Record<ConnectionKind, number>>;
  /** Of all that were sent, ms from the planned time. */
  readonly latencies: Float64Array;
  /** The longest stretch without a success, by planned start. */
  readonly longestGap: Window;
}

const known = new WeakMap<History['requests'], Map<string, Traffic>>();

/** The requests planned in the windows (in order, not overlapping). Each is read once for the checks that ask for it. */
export function trafficIn({requests}: History, windows: readonly Window[]): Traffic {
  const read = known.get(requests) ?? new Map<string, Traffic>();
  known.set(requests, read);
  const key = windows.join(';');
  const traffic = read.get(key) ?? readTraffic(requests, windows);
  read.set(key, traffic);
  return traffic;
}

function readTraffic(requests: History['requests'], windows: readonly Window[]): Traffic {
  const {plannedMs, latencyMs, outcome, connection} = requests.columns;
  const byOutcome: Partial<Record<Outcome, number>> = {};
  const sentByConnection = {new: 0, reused: 0};
  const failedByConnection = {new: 0, reused: 0};
  const latencies: number[] = [];
  const successes: number[] = [];
  for (let row = 0; row < requests.length; row += 1) {
    const planned = plannedMs[row] ?? 0;
    if (!isInAny(planned, windows)) continue;
    const how = outcome[row] ?? 'cut-off';
    byOutcome[how] = (byOutcome[how] ?? 0) + 1;
    if (how === 'dropped' || how === 'cut-off') continue;
    latencies.push(latencyMs[row] ?? 0);
    sentByConnection[connection[row] ?? 'new'] += 1;
    if (how === 'ok') successes.push(planned);
    else failedByConnection[connection[row] ?? 'new'] += 1;
  }
  const unsent = (byOutcome.dropped ?? 0) + (byOutcome['cut-off'] ?? 0);
  return {
    sent: latencies.length,
    failed: latencies.length - successes.length,
    unsent,
    byOutcome,
    sentByConnection,
    failedByConnection,
    latencies: Float64Array.from(latencies),
    longestGap: gapIn(Float64Array.from(successes).sort(), windows),
  };
}

/** Requests that got any answer, good or bad. */
export function answeredIn({byOutcome}: Pick<Traffic, 'byOutcome'>): number {
  return (byOutcome.ok ?? 0) + (byOutcome.status ?? 0) + (byOutcome.unexpected ?? 0);
}

/** `12 timed-out, 3 reset`, most first; `none` without failures. */
export function causesText({byOutcome}: Pick<Traffic, 'byOutcome'>): string {
  const failures = Object.entries(byOutcome).filter(([how]) => !['ok', 'dropped', 'cut-off'].includes(how));
  const most = failures.toSorted(([, one], [, other]) => other - one);
  return most.length === 0 ? 'none' : most.map(([how, number]) => `${number} ${how}`).join(', ');
}

/** `43 of 2366 requests failed (23 refused, 20 reset)`. */
export function failuresText(traffic: Pick<Traffic, 'failed' | 'sent' | 'byOutcome'>): string {
  const {failed, sent} = traffic;
  return `${failed} of ${sent} requests failed${failed === 0 ? '' : ` (${causesText(traffic)})`}`;
}

/** The same by connection, a line each: `On new connections 10 of 480 failed`; nothing without failures. */
export function failuresByConnection({failed, failedByConnection, sentByConnection}: Traffic): readonly string[] {
  if (failed === 0) return [];
  return (['new', 'reused'] as const).map(
    (one) => `On ${one} connections ${failedByConnection[one]} of ${sentByConnection[one]} failed`,
  );
}

/** Failures beyond the share that failed without a fault. */
export function excessFailures(
  during: Pick<Traffic, 'sent' | 'failed'>,
  control: Pick<Traffic, 'sent' | 'failed'>,
): number {
  const usual = control.sent === 0 ? 0 : control.failed / control.sent;
  return Math.max(0, during.failed - usual * during.sent);
}

/** Whether more failed than chance explains, from what failed without a fault (95 % intervals that do not overlap). */
export function isMoreThanChance(during: Traffic, control: Traffic): boolean {
  return wilson(during.failed, during.sent)[0] > wilson(control.failed, control.sent)[1];
}

/** Seconds in the windows together. */
export function secondsOf(windows: readonly Window[]): number {
  return windows.reduce((sum, [from, to]) => sum + (to - from), 0) / 1000;
}

function gapIn(successes: Float64Array, windows: readonly Window[]): Window {
  let longest: Window = [0, 0];
  const reach = (last: number, at: number): number => {
    if (at - last > longest[1] - longest[0]) longest = [last, at];
    return at;
  };
  let next = 0;
  for (const [from, to] of windows) {
    let last = from;
    for (; next < successes.length && (successes[next] ?? to) < to; next += 1)
      last = reach(last, successes[next] ?? to);
    reach(last, to);
  }
  return longest;
}
