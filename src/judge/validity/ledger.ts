import {factsOf, type DeployFacts} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {loadWindow, stageWindow} from '../../history/windows.ts';
import {containersOf} from '../../objects/containers.ts';
import {isSame} from '../../objects/owners.ts';
import {probeOf} from '../../objects/probes.ts';
import {validity} from '../bounds.ts';
import type {Check, Finding} from '../finding.ts';
import {secondsOf} from '../traffic.ts';
import {percent, round} from '../words.ts';

/** Do independent counts of the load agree: planned by the scheduler, written as rows, received on the subject's side? */
export const ledger: Check = {
  about: 'trial',
  breaks: 'load',
  title: 'Do the counts of the load agree with each other?',
  needs: [],
  judge(history) {
    const windowMs = loadWindow(history);
    if (windowMs === undefined) return [];
    const {ledger: counts} = factsOf(history);
    const evidence = history.events.filter((event) => event.kind === 'phase' && event.name === 'collect').map(({seq}) => seq);
    const common = {check: 'ledger', windowMs, evidence};
    if (counts === undefined) {
      const sentence = 'The load was never counted: the run ended before it collected';
      return [{...common, verdict: 'inconclusive', because: 'cut-off', sentence, expected: 'Three counts', observed: 'None'}];
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
    return [sums, {...judgeReceived(history), ...common}];
  },
};

/** New connections the engine opened against those that arrived in the entry pods' network namespaces (the kubelet's probes arrive there too). */
function judgeReceived(history: History): Omit<Finding, 'windowMs' | 'evidence'> {
  const {ledger: counts, deploy} = factsOf(history);
  const received = Object.values(counts?.received ?? {}).reduce((total, {connections}) => total + connections, 0);
  const sent = counts?.engine.newConnections ?? 0;
  const spanned = Object.keys(counts?.received ?? {}).flatMap((name) => {
    const window = stageWindow(history, name);
    return window === undefined ? [] : [window];
  });
  const probed = deploy === undefined ? 0 : probesPerSecond(deploy) * secondsOf(spanned);
  const least = sent * (1 - validity.ledgerTolerance);
  const most = (sent + probed) * (1 + validity.ledgerTolerance);
  const agrees = sent > 0 && received >= least && received <= most;
  const said = `${sent} connections opened by the engine, ${received} received by the entry's pods (their probes open about ${round(probed)} more)`;
  return {
    check: 'ledger',
    ...(agrees ? {verdict: 'pass'} : {verdict: 'inconclusive', because: 'no-receipt'}),
    sentence: agrees ? `The subject received what was sent: ${said}` : `The subject's side does not confirm the load: ${said}`,
    expected: `Within ${percent(validity.ledgerTolerance)} of each other`,
    observed: said,
  };
}

function probesPerSecond({objects, entry}: DeployFacts): number {
  const workload = objects.find(({kind, metadata}) => isSame({kind, name: metadata.name}, entry.workload));
  if (workload === undefined) return 0;
  const probes = containersOf(workload).flatMap((container) => [probeOf(container, 'livenessProbe'), probeOf(container, 'readinessProbe')]);
  return entry.replicas * probes.reduce((total, probe) => total + (probe === undefined ? 0 : 1000 / probe.periodMs), 0);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, number) => total + number, 0);
}
