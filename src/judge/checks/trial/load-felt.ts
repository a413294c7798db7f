import {factsOf, type LedgerFacts} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {loadWindow, stageWindow, type Window} from '../../../history/windows.ts';
import {isSame} from '../../../kubernetes/owners.ts';
import {validity} from '../../bounds.ts';
import type {TrialCheck} from '../../finding.ts';
import {rise, seriesIn} from '../../observed/load/series.ts';
import {ratio} from '../../observed/load/statistics.ts';
import {answeredIn, secondsOf, trafficIn} from '../../observed/load/traffic.ts';
import {round} from '../../../text/units.ts';

/** Did the subject feel the surge: more CPU, bytes or connections at the entry's pods than at the peak? */
export const loadFelt: TrialCheck = {
  about: 'trial',
  breaks: 'load',
  title: 'Did the subject feel the surge?',
  needs: [],
  judge(history) {
    const peak = stageWindow(history, 'peak');
    const control = stageWindow(history, 'control');
    const windowMs = loadWindow(history);
    if (peak === undefined || control === undefined || windowMs === undefined) return [];
    const perSecond = ratio(secondsOf([peak]), secondsOf([control])) ?? 0;
    const cpu = ratio(cpuIn(history, control) * perSecond, cpuIn(history, peak));
    const bytes = ratio(receivedIn(history, 'control').bytesIn * perSecond, receivedIn(history, 'peak').bytesIn);
    const connections = connectionsFactor(history, control, perSecond);
    const least = validity.feltFactor * answeredShare(history, peak, control);
    const isFelt = [cpu, bytes, connections].some((factor) => factor !== undefined && factor >= least);
    const observed = `CPU × ${factor(cpu)}, received bytes × ${factor(bytes)}, connections × ${factor(connections)}`;
    return [
      {
        check: 'load-felt',
        step: undefined,
        ...(isFelt ? {verdict: 'pass'} : {verdict: 'inconclusive', because: 'load-not-felt'}),
        // Who answers nothing at the peak does no work that could become more.
        ...(isFelt || answeredIn(trafficIn(history, [peak])) > 0 ? {} : {sparesFails: true}),
        sentence: isFelt
          ? `The entry's pods felt the surge: ${observed}`
          : `The entry's pods did not feel the surge: ${observed}`,
        expected: `One of them × ${round(least)} from peak to control`,
        observed,
        windowMs,
        evidence: [],
      },
    ];
  },
};

/**
 * The share of requests that were answered well in the control stage, of that at the peak; at most 1. Who breaks down
 * under the surge does less work than before, and has felt it.
 */
function answeredShare(history: History, peak: Window, control: Window): number {
  const [before, during] = [peak, control].map((windowMs) => {
    const {sent, failed} = trafficIn(history, [windowMs]);
    return ratio(sent - failed, sent);
  });
  return Math.min(1, (during === undefined ? undefined : ratio(during, before ?? 0)) ?? 1);
}

function cpuIn(history: History, windowMs: Window): number {
  const entry = factsOf(history).deploy?.entry.workload;
  const {cpuUs} = history.samples.columns;
  const containers = seriesIn(history, [windowMs]).filter(({of}) => entry !== undefined && isSame(of, entry));
  const used = containers.flatMap(({replicas}) => replicas.map(({rows}) => rise(cpuUs, rows)));
  return used.reduce((sum, value) => sum + value, 0);
}

/**
 * Of connections the kubelet's probes are taken off; of CPU and bytes at a thin load they are the most. Undefined where
 * fewer came than the engine opened and got good answers over: then others made them.
 */
function connectionsFactor(history: History, control: Window, perSecond: number): number | undefined {
  const {sentByConnection, failedByConnection} = trafficIn(history, [control]);
  const owed = sentByConnection.new - failedByConnection.new;
  const {connections} = receivedIn(history, 'control');
  const isWhole = owed > 0 && connections >= (1 - validity.ledgerTolerance) * owed;
  return isWhole ? ratio(connections * perSecond, receivedIn(history, 'peak').connections) : undefined;
}

function receivedIn(history: History, stage: string): LedgerFacts['received'][string] {
  return factsOf(history).ledger?.received[stage] ?? {connections: 0, bytesIn: 0};
}

function factor(value: number | undefined): string {
  return value === undefined ? 'unknown' : round(value);
}
