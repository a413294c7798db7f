import type {History} from '../../../history/history.ts';
import {without} from '../../../history/windows.ts';
import {duration} from '../../../text/duration.ts';
import type {Effect} from '../../observed/faults/effects.ts';
import {heldOut} from '../../observed/faults/held-out.ts';
import {ratio} from '../../observed/load/statistics.ts';
import {excessFailures, secondsOf, type Traffic, trafficIn} from '../../observed/load/traffic.ts';

/** What an effect cost. */
export interface Cost {
  /** Seconds of full outage, beyond what failed in the control stage, and with that. */
  readonly costS: number;
  readonly wholeCostS: number;
  /** What was counted otherwise than the rest, for people. */
  readonly details: readonly string[];
}

/**
 * Where a replica that still answers has left the services, connections that clients keep to it fail for as long as the
 * fault is held, and how long that is follows from its liveness: only new connections count then.
 */
export function costOf(history: History, {fault, windows}: Effect, before: Traffic): Cost {
  const out = fault === undefined ? undefined : heldOut(history, fault);
  const rest = without(windows, out === undefined ? [] : [out]);
  const newOnly = without(windows, rest);
  const opened = onNew(trafficIn(history, newOnly));
  const parts = [
    {during: trafficIn(history, rest), usual: before, seconds: secondsOf(rest)},
    {during: opened, usual: onNew(before), seconds: secondsOf(newOnly)},
  ];
  const nothing = {sent: 0, failed: 0};
  const sum = (of: (part: (typeof parts)[number]) => Share): number =>
    parts.reduce(
      (total, part) => total + (ratio(excessFailures(part.during, of(part)), part.during.sent) ?? 0) * part.seconds,
      0,
    );
  const who = fault?.victims.map(({name}) => name).join(', ');
  return {
    costS: sum(({usual}) => usual),
    wholeCostS: sum(() => nothing),
    details: newOnly.map(
      ([from, to]) =>
        `In no service from ${duration(from)} to ${duration(to)}, ${who} costs what fails on new connections: ${opened.failed} of ${opened.sent}`,
    ),
  };
}

type Share = Pick<Traffic, 'sent' | 'failed'>;

function onNew({sentByConnection, failedByConnection}: Traffic): Share {
  return {sent: sentByConnection.new, failed: failedByConnection.new};
}
