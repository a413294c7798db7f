import type {Cluster} from '../../cluster/cluster.ts';
import type {DeployFacts, LedgerFacts} from '../../history/facts.ts';
import {allReportedSince} from '../../history/records/pod-traffic.ts';
import {received} from '../../history/records/received.ts';
import {isEntryPod} from '../../history/service-uses.ts';
import {loadWindow, stageWindow} from '../../history/windows.ts';
import type {LoadSummary} from '../../load/engine.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {unlessLate, waitFor} from '../../system/wait.ts';
import type {TrialContext} from '../context.ts';
import {proveGuarded} from '../guarded.ts';
import type {Phase} from './phase.ts';

/** The slowest observer on the nodes reports once a second; after this its last report is in, or will not come, ms. */
const lastReportMs = 1500;
const everyMs = 100;

/** Waits for the observers' last reports and writes the ledger: the engine's counts beside the subject's side. */
export function collectPhase(context: TrialContext): Phase<[Cluster, DeployFacts, LoadSummary], LedgerFacts> {
  const {clock, recorder, profile} = context;
  return {
    name: 'collect',
    title: 'Collect the evidence',
    expectedMs: lastReportMs,
    async run({signal}, cluster, deploy, {planned, rows, added, newConnections, answered, doors, engine}) {
      await proveGuarded(cluster, context);
      const endMs = loadWindow(recorder)?.[1] ?? 0;
      const waiting = waitFor({what: 'the last reports', withinMs: lastReportMs, everyMs, clock, signal}, () =>
        Promise.resolve(
          allReportedSince(recorder.events, endMs) ? {done: undefined} : {seen: 'a pod has not reported'},
        ),
      );
      await unlessLate(waiting);
      const stages = Object.keys(planned).flatMap((name) => {
        const windowMs = stageWindow(recorder, name);
        return windowMs === undefined ? [] : {name, windowMs};
      });
      const counted = received(recorder.events, (pod) => isEntryPod(pod, deploy, profile.facts.entry), stages);
      const others = doors.flatMap((came, index) => {
        const [entry, port] = [deploy.doors?.[index], profile.facts.doors?.[index]];
        if (entry === undefined) return [];
        const isBehind = (pod: KubeObject): boolean => isEntryPod(pod, {...deploy, entry}, port);
        return [{received: received(recorder.events, isBehind, stages).received, answered: came}];
      });
      return {
        planned,
        rows,
        added,
        ...counted,
        ...(others.length === 0 ? {} : {doors: others}),
        engine: {...engine, newConnections, answered},
      };
    },
    facts: (ledger) => ledger as unknown as Json,
  };
}
