import {historySchema, type HistoryEvent} from '../../src/history/events.ts';
import type {
  ClusterFacts,
  DeployFacts,
  LedgerFacts,
  MachineFacts,
  SubjectFacts,
  TrialFacts,
} from '../../src/history/facts.ts';
import {received} from '../../src/history/records/received.ts';
import {isEntryPod} from '../../src/history/service-uses.ts';
import {stageWindow} from '../../src/history/windows.ts';
import type {LoadSummary} from '../../src/load/engine.ts';
import type {Scenario} from '../../src/scenario/scenario.ts';
import {timings} from './nodes.ts';
import {stamp} from './objects.ts';
import type {World} from './state.ts';
import type {WorldSubject} from './subject.ts';

export const machineFacts: MachineFacts = {
  cores: 8,
  memoryBytes: 16e9,
  cgroupVersion: 2,
  kernel: '6.12',
  capabilities: {},
  missing: [],
};

export function clusterFacts(world: World): ClusterFacts {
  const nodes = world.nodes.map(({name, zone, role}) => ({name, zone, role}));
  return {name: 'world', kubernetes: 'v1.34.0', nodes, timings, proxied: false};
}

/** What the judge may know of the profile of a subject whose users enter by a Service. */
export function subjectFacts({profile}: WorldSubject, service: string): SubjectFacts {
  const {entry, ...rest} = profile;
  return {
    name: 'world',
    profilePath: 'seatrial.yaml',
    entry: {service, port: 80, ...entry, requests: [{name: 'home', method: 'GET', path: '/', weight: 1}]},
    surge: 3,
    gate: ['resources', 'health', 'rbac', 'replicas', 'observability', 'security'],
    waivers: [],
    ...rest,
  };
}

export function trialFacts(
  name: string,
  {question, items, checks}: Scenario,
  subject: SubjectFacts,
  seed: number,
): TrialFacts {
  return {
    schema: historySchema,
    id: 'world-1',
    seed,
    scenario: name,
    question,
    items,
    checks,
    subject,
    versions: {},
    argv: [],
    startedAt: stamp(0),
  };
}

/** The engine's counts beside what the kernels of the nodes counted. */
export function ledgerOf(
  events: readonly HistoryEvent[],
  {planned, rows, newConnections, answered, engine}: LoadSummary,
  deploy: DeployFacts,
  facts: SubjectFacts,
): LedgerFacts {
  const stages = Object.keys(planned).flatMap((name) => {
    const windowMs = stageWindow({events}, name);
    return windowMs === undefined ? [] : {name, windowMs};
  });
  const counted = received(events, (pod) => isEntryPod(pod, deploy, facts.entry), stages);
  return {planned, rows, ...counted, engine: {...engine, newConnections, answered}};
}
