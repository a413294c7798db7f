import {factsOf, type LedgerFacts} from '../../../history/facts.ts';
import {loadWindow} from '../../../history/windows.ts';
import {validity} from '../../bounds.ts';
import type {Finding, TrialCheck} from '../../finding.ts';
import {percent} from '../../../text/units.ts';

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
    const planned = sum(counts.planned);
    const rows = sum(counts.rows);
    const stored = history.requests.length;
    const isWhole = planned > 0 && planned === rows && rows === stored;
    const sentence = isWhole
      ? `All ${planned} planned requests are accounted for`
      : `${planned} requests were planned, ${rows} rows counted and ${stored} stored`;
    const sums: Finding = {
      ...common,
      ...(isWhole ? {verdict: 'pass'} : {verdict: 'inconclusive', because: 'load-short'}),
      sentence,
      expected: 'Planned = rows ok + failed + dropped + cut off = rows stored',
      observed: `${planned} planned, ${rows} rows, ${stored} stored`,
    };
    return [sums, {...judgeReceived(counts), ...common}];
  },
};

/**
 * New connections the engine opened against those that arrived in the entry pods' network namespaces (without the
 * kubelet's probes).
 */
function judgeReceived(
  counts: LedgerFacts,
): Pick<Finding, 'verdict' | 'because' | 'sentence' | 'expected' | 'observed'> {
  const received = Object.values(counts.received).reduce((total, {connections}) => total + connections, 0);
  const sent = counts.engine.newConnections;
  const agrees = sent > 0 && Math.abs(received - sent) <= validity.ledgerTolerance * sent;
  const said = `${sent} connections opened by the engine, ${received} received by the entry's pods`;
  return {
    ...(agrees ? {verdict: 'pass'} : {verdict: 'inconclusive', because: 'no-receipt'}),
    sentence: agrees
      ? `The subject received what was sent: ${said}`
      : `The subject's side does not confirm the load: ${said}`,
    expected: `Within ${percent(validity.ledgerTolerance)} of each other`,
    observed: said,
  };
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, number) => total + number, 0);
}
