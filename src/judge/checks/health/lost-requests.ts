import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {percent} from '../../../text/units.ts';
import {type Bound, boundOf} from '../../bounds.ts';
import {controlWindow} from '../../observed/faults/effects.ts';
import {byRequest, type RequestCounts, summed} from '../../observed/load/by-request.ts';
import {wilson} from '../../observed/load/statistics.ts';

/** What failed while a soft dependency was away, against what may. */
export interface LostRequests {
  /** What is asked for: `At most 5 % of the requests of a name fail beyond the control stage's`. */
  readonly expected: string;
  readonly origin: Bound['origin'];
  /** What fails too much, and how much of it: `98.4 % of "home" failed`; undefined: nothing does. */
  readonly tooMuch: string | undefined;
  /** One line for each name of which something failed. */
  readonly details: readonly string[];
  /** Declared requests of which none ended: nothing is known of them. */
  readonly unasked: readonly string[];
  /** Distance of the worst share to what it may be, in multiples of that. */
  readonly margin: number;
}

/**
 * Which requests failed in a window beyond what fails in the control stage: of each name at most the bound, or, where
 * the profile declares it of the dependency, a share of the whole mix. A share counts by the lower end of its 95 %
 * interval.
 */
export function lostRequests(history: History, windowMs: Window, mayFail: number | undefined): LostRequests {
  const control = controlWindow(history);
  const before = control === undefined ? new Map<string, RequestCounts>() : byRequest(history, [control]);
  const during = byRequest(history, [windowMs]);
  const bound = boundOf(history, 'degradedShare');
  const named = mayFail === undefined ? [...during] : [['all requests', summed(during)] as const];
  const usualOf = (name: string): RequestCounts | undefined =>
    mayFail === undefined ? before.get(name) : summed(before);
  const rows = named.map(([name, counts]) => {
    const share = counts.failed / Math.max(1, counts.sent);
    const usual = usualOf(name);
    const allowed =
      (mayFail ?? bound.value) + (usual === undefined || usual.sent === 0 ? 0 : usual.failed / usual.sent);
    return {name, share, allowed, least: wilson(counts.failed, counts.sent)[0], counts};
  });
  const worst = rows.toSorted((one, other) => other.least - other.allowed - (one.least - one.allowed))[0];
  const isTooMuch = worst !== undefined && worst.least > worst.allowed;
  return {
    expected:
      mayFail === undefined
        ? `At most ${percent(bound.value)} of the requests of each name fail beyond the control stage's`
        : `At most ${percent(mayFail)} of the mix fails beyond the control stage's`,
    origin: mayFail === undefined ? bound.origin : 'profile',
    tooMuch: isTooMuch ? `${percent(worst.share)} of ${quoted(worst.name, mayFail)} failed` : undefined,
    unasked: (factsOf(history).trial?.subject.entry.requests ?? [])
      .map(({name}) => name)
      .filter((name) => !during.has(name)),
    details: [...during].flatMap(([name, {sent, failed}]) =>
      failed === 0 ? [] : [`Of "${name}" ${failed} of ${sent} failed`],
    ),
    margin: worst === undefined ? 1 : (worst.allowed - worst.share) / Math.max(worst.allowed, 0.01),
  };
}

function quoted(name: string, mayFail: number | undefined): string {
  return mayFail === undefined ? `"${name}"` : name;
}
