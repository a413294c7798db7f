import {factsOf, type LedgerFacts} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {loadWindow, stageWindow} from '../../../history/windows.ts';
import {validity} from '../../bounds.ts';
import type {Finding, TrialCheck} from '../../finding.ts';
import {answeredIn, secondsOf, trafficIn} from '../../observed/load/traffic.ts';
import {percent, round} from '../../../text/units.ts';

/**
 * Do independent counts of the load agree: planned by the scheduler, written as rows, received on the subject's side?
 */
export const ledger: TrialCheck = {
  about: 'trial',
  breaks: 'load',
  title: 'Do the counts of the load agree with each other?',
  needs: [],
  judge(history) {
    const windowMs = loadWindow(history);
    if (windowMs === undefined) return [];
    const {ledger: counts} = factsOf(history);
    const evidence = history.events
      .filter((event) => event.kind === 'phase' && event.name === 'collect')
      .map(({seq}) => seq);
    const common = {check: 'ledger', step: undefined, windowMs, evidence};
    if (counts === undefined) {
      const sentence = 'The load was never counted: the run ended before it collected';
      return [
        {...common, verdict: 'inconclusive', because: 'cut-off', sentence, expected: 'Three counts', observed: 'None'},
      ];
    }
    return [
      {
        ...judgeSums(sum(counts.planned), sum(counts.rows), history.requests.length, 'requests were planned'),
        ...common,
      },
      ...judgeAdded(history, counts).map((finding) => ({...finding, ...common})),
      // By several doors, each is asked what came.
      ...(counts.doors === undefined
        ? [{...(answersNothing(counts) ? judgeUnanswered(history, counts) : judgeReceived(counts)), ...common}]
        : []),
    ];
  },
};

type Judged = Pick<Finding, 'verdict' | 'because' | 'sentence' | 'expected' | 'observed' | 'sparesFails'>;

/** What was added while faults acted has counts of its own; nothing is said of a load to which nothing was. */
function judgeAdded({added}: History, counts: LedgerFacts): readonly Judged[] {
  const {planned = 0, rows = {}} = counts.added ?? {};
  const stored = added?.length ?? 0;
  return planned === 0 && stored === 0 ? [] : [judgeSums(planned, sum(rows), stored, 'connections were added')];
}

function judgeSums(planned: number, rows: number, stored: number, what: string): Judged {
  const isWhole = planned > 0 && planned === rows && rows === stored;
  return {
    ...(isWhole ? {verdict: 'pass'} : {verdict: 'inconclusive', because: 'load-short'}),
    sentence: isWhole
      ? `${planned} ${what}, and all are accounted for`
      : `${planned} ${what}, ${rows} rows counted and ${stored} stored`,
    expected: 'Planned = rows ok + failed + dropped + cut off = rows stored',
    observed: `${planned} planned, ${rows} rows, ${stored} stored`,
  };
}

/**
 * What the subject must have received against what arrived in the entry pods' network namespaces (connections without
 * the kubelet's probes, bytes without those inside the pod). More is no doubt: pods talk inside themselves, and have
 * other callers. A connection that never came to be, or never carried an answer, is owed by nobody.
 */
function judgeReceived(counts: LedgerFacts): Judged {
  const {newConnections, answered} = counts.engine;
  const owed = answered?.connections ?? newConnections;
  const received = total(Object.values(counts.received).map(({connections}) => connections));
  const bytesIn = total(Object.values(counts.received).map(({bytesIn}) => bytesIn));
  const least = 1 - validity.ledgerTolerance;
  const isThere = owed > 0 && received >= least * owed;
  const isWhole = answered === undefined || bytesIn >= least * answered.bytes;
  const agrees = isThere && isWhole;
  const of = answered === undefined ? 'opened by the engine' : 'that the engine got an answer over';
  const bytes =
    isThere && answered !== undefined && !isWhole
      ? `; ${answered.bytes} bytes answered, ${bytesIn} received from outside the pods`
      : '';
  const said = `${owed} connections ${of}, ${received} received by the entry's pods${bytes}`;
  return {
    ...(agrees ? {verdict: 'pass'} : {verdict: 'inconclusive', because: 'no-receipt'}),
    sentence: agrees
      ? `The subject received what was sent: ${said}`
      : `The subject's side does not confirm the load: ${said}`,
    expected: `At least ${percent(least)} of them received`,
    observed: said,
  };
}

/** Every request was refused, reset or hung. */
function answersNothing({engine, rows}: LedgerFacts): boolean {
  const {refused = 0, reset = 0, 'timed-out': hung = 0, dns = 0} = rows;
  const isLost = refused + reset + hung > 0 && answeredIn({byOutcome: rows}) + dns === 0;
  return engine.answered?.connections === 0 && isLost;
}

/**
 * Who answers nothing owes nothing. What failed is the subject's where the load came as far as its pods: else our own
 * way to them may be what is broken. What passed was never tried.
 */
function judgeUnanswered(history: History, counts: LedgerFacts): Judged {
  const perRequest = bytesFollowing(history, counts);
  const said = `${perRequest === undefined ? 'unknown' : round(perRequest)} bytes for each request more`;
  const common = {
    verdict: 'inconclusive',
    expected: `At least ${validity.leastBytes} bytes for each request more, received by the entry's pods`,
    observed: said,
  } as const;
  return perRequest !== undefined && perRequest >= validity.leastBytes
    ? {
        ...common,
        because: 'not-steady',
        sparesFails: true,
        sentence: `No request was answered, though the load came as far as the entry's pods (${said}): what passes without an answer was not tried`,
      }
    : {
        ...common,
        because: 'no-receipt',
        sentence: `No request was answered, and nothing shows that the load came as far as the entry's pods (${said}): whether they are broken or the way to them is not known`,
      };
}

/**
 * How many bytes more the pods received for each request more, from the quieter stages to the control stage: the least
 * of them, so that they rose and fell with the load. What probes and others send is the same in all.
 */
function bytesFollowing(history: History, {received}: LedgerFacts): number | undefined {
  const rates = (name: string): {readonly requests: number; readonly bytes: number} | undefined => {
    const windowMs = stageWindow(history, name);
    const seconds = secondsOf(windowMs === undefined ? [] : [windowMs]);
    const bytes = received[name]?.bytesIn;
    if (windowMs === undefined || seconds <= 0 || bytes === undefined) return undefined;
    return {requests: trafficIn(history, [windowMs]).sent / seconds, bytes: bytes / seconds};
  };
  const control = rates('control');
  const more = ['peak', 'recovery'].flatMap((name) => {
    const quiet = rates(name);
    if (control === undefined || quiet === undefined || control.requests <= quiet.requests) return [];
    return [(control.bytes - quiet.bytes) / (control.requests - quiet.requests)];
  });
  return more.length === 0 ? undefined : Math.min(...more);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return total(Object.values(counts));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((so, number) => so + number, 0);
}
