import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {boundOf} from '../../bounds.ts';
import {partitionedOf, type Partitioned, partitionRole} from '../../observed/faults/partitioned.ts';
import {controlWindow} from '../../observed/faults/effects.ts';
import {failsInCalm, passesOnBusyHost} from '../busy-host.ts';
import type {Check, Finding} from '../../finding.ts';
import {allGone} from './all-gone.ts';
import {onFaults} from '../../owed.ts';
import {byRequest, type RequestCounts, summed} from '../../observed/load/by-request.ts';
import {ratio, wilson} from '../../observed/load/statistics.ts';
import {failuresByConnection, failuresText, trafficIn} from '../../observed/load/traffic.ts';
import {percent} from '../../../text/units.ts';

/** Are requests that cannot be served refused within the time-out, instead of hanging until it? */
export const failsFast: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Is what cannot be served refused within the time-out?',
  needs: ['load', 'host', 'steady', 'receipt'],
  owes: onFaults((fault, history) => ['hard', 'replica'].includes(partitionRole(history, fault) ?? ''), 'fails-fast'),
  judge(history) {
    const control = controlWindow(history);
    if (control === undefined) return [];
    const usual = byRequest(history, [control]);
    return partitionedOf(history)
      .filter(({of}) => of !== 'soft')
      .map((partition) =>
        failsInCalm(history, [partition.windowMs], (windows) => judgePartition(history, partition, usual, windows)),
      );
  },
});

/** Fewer requests that were refused in time say nothing. */
const leastRequests = 30;

function judgePartition(
  history: History,
  {fault, windowMs, name, of}: Partitioned,
  usual: ReadonlyMap<string, RequestCounts>,
  windows: readonly Window[],
): Finding {
  const {entry} = factsOf(history).deploy ?? {};
  const bound = boundOf(history, 'timedOutShare');
  const during = trafficIn(history, windows);
  const hanging = hangingIn(byRequest(history, windows), usual, bound.value);
  const {share} = hanging;
  const away = of === 'replica' ? `While ${name} heard nobody it depends on` : `Without ${name}`;
  const common = {
    check: 'fails-fast',
    step: fault.step,
    ...(of === 'hard' ? {truth: {state: 'hard-lost', probe: 'readiness'} as const} : {}),
    ...(entry === undefined ? {} : {of: {kind: entry.workload.kind, name: entry.workload.name}}),
    expected: `At most ${percent(bound.value)} of requests hang until the time-out`,
    observed: `${percent(share)} timed out; ${failuresText(during)}`,
    origin: bound.origin,
    details: failuresByConnection(during),
    windowMs,
    seenIn: windows,
    evidence: fault.evidence,
  };
  if (during.sent === 0)
    return {
      ...common,
      verdict: 'inconclusive',
      because: 'too-few-samples',
      observed: 'Nothing',
      sentence: `${away}, no request ended`,
    };
  const margin = {value: (bound.value - hanging.worst.share) / bound.value, unit: 'of the bound'};
  if (hanging.worst.least > bound.value) {
    const hung = `${away}, ${percent(hanging.worst.share)} of ${hanging.worst.name} hung until their time-out`;
    const left = allGone(history, windowMs);
    if (left !== undefined) {
      const {of: who, seq, why, isSubjects, fix} = left;
      return {
        ...common,
        of: who,
        details: [
          'A Service without a ready pod leaves most requests hanging instead of refusing them',
          ...left.details,
          failuresText(during),
          ...common.details,
        ],
        margin,
        ...(isSubjects ? {verdict: 'fail'} : {verdict: 'inconclusive', because: 'foreign-change'}),
        sentence: `${hung}: ${why}`,
        ...(fix === undefined ? {} : {fix}),
        evidence: [...common.evidence, seq],
      };
    }
    const sentence = `${hung}: bound the wait for a connection of the pool and for its answer, and answer 503`;
    return {...common, details: [failuresText(during), ...common.details], margin, verdict: 'fail', sentence};
  }
  if (share > bound.value || during.sent < leastRequests) {
    const sentence = `${away}, ${failuresText(during)}: too few to tell whether more than ${percent(bound.value)} hang until the time-out`;
    return {...common, margin, verdict: 'inconclusive', because: 'too-few-samples', sentence};
  }
  return {
    ...common,
    margin,
    verdict: 'pass',
    sentence: `${away}, what could not be served was refused in time: ${failuresText(during)}`,
  };
}

interface Hanging {
  readonly name: string;
  /** Beyond the control stage's, and the lower end of its 95 % interval. */
  readonly share: number;
  readonly least: number;
}

/** What hung until its time-out beyond the control stage's share: of all requests where that is more than `most`, else of the worst name. */
function hangingIn(
  during: ReadonlyMap<string, RequestCounts>,
  usual: ReadonlyMap<string, RequestCounts>,
  most: number,
): {readonly share: number; readonly worst: Hanging} {
  const of = (name: string, {timedOut, sent}: RequestCounts, before: RequestCounts | undefined): Hanging => {
    const usualShare = before === undefined ? 0 : (ratio(before.timedOut, before.sent) ?? 0);
    const beyond = (value: number): number => Math.max(0, value - usualShare);
    return {name, share: beyond(ratio(timedOut, sent) ?? 0), least: beyond(wilson(timedOut, sent)[0])};
  };
  const all = of('requests', summed(during), summed(usual));
  const names = [...during].map(([name, counts]) => of(`"${name}"`, counts, usual.get(name)));
  const worst = names.reduce((so, one) => (one.least > so.least ? one : so), all);
  return {share: all.share, worst: all.least > most ? all : worst};
}
