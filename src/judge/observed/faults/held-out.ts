import type {History} from '../../../history/history.ts';
import {endOf, type Window} from '../../../history/windows.ts';
import {endpointsGone, servedPods} from '../pods/endpoints.ts';
import {slackMs} from '../slack.ts';
import type {FaultRecord} from './faults.ts';
import {partitionRole} from './partitioned.ts';

/**
 * The time in which a replica that hears nobody it depends on was in no service, until it is again or the fault is taken
 * back; undefined: it was in one all the time. It still answers, so clients keep their connections to it, and for how
 * long is the harness's own doing.
 */
export function heldOut(history: History, fault: FaultRecord): Window | undefined {
  const {injectedMs, undoneMs = endOf(history), victims} = fault;
  if (injectedMs === undefined || partitionRole(history, fault) !== 'replica') return undefined;
  const served = servedPods(history);
  const uids = victims.map(({uid}) => uid);
  const gone = endpointsGone(served, uids, injectedMs, undoneMs);
  if (gone === undefined) return undefined;
  const back = served.find(({tMs, ready}) => tMs > gone.tMs && uids.some((uid) => ready.has(uid)));
  const fromMs = gone.tMs + slackMs(history, [injectedMs, undoneMs]);
  const untilMs = Math.min(undoneMs, back?.tMs ?? undoneMs);
  return fromMs < untilMs ? [fromMs, untilMs] : undefined;
}
