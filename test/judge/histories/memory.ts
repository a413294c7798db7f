import type {DeployFacts, TrialFacts} from '../../../src/history/facts.ts';
import type {EventBody, HistoryEvent} from '../../../src/history/events.ts';
import type {History} from '../../../src/history/history.ts';
import type {Outcome, RequestRow, SampleRow} from '../../../src/history/tables.ts';
import type {Json} from '../../../src/kubernetes/kube-object.ts';
import {deployFacts, kernelLine, killMs, peak, places, podOf, pods, trialFacts, victim, type Pod} from './survival.ts';
import {asRequests, type Counts, rowsOf, seconds} from './rows.ts';
import {type FaultName, faults} from '../../../src/fault/faults.ts';
import {faultOf, nodeOf, sliceOf} from './objects.ts';
import {stages} from './stages.ts';

/** A good trial of the scenario `oom`; each change makes it another one. */
export interface Changes {
  readonly checks?: readonly string[];
  readonly trial?: Partial<TrialFacts>;
  readonly subject?: Partial<TrialFacts['subject']>;
  readonly deploy?: Partial<DeployFacts>;
  /** How the request planned at a time ends. */
  readonly outcome?: (tMs: number, index: number) => Outcome;
  readonly latency?: (tMs: number, index: number) => number;
  /** Bytes of one container at a time. */
  readonly counted?: (pod: Pod, tMs: number) => number;
  readonly sample?: (pod: Pod, tMs: number) => Partial<SampleRow>;
  readonly sentinel?: (
    tMs: number,
  ) => {readonly p99Ms: number; readonly maxMs: number; readonly sent: number; readonly failed: number} | undefined;
  /** Rows of what was added beside the load. */
  readonly added?: readonly RequestRow[];
  /** What is done instead of exhausting memory. */
  readonly scene?: Scene;
  readonly timings?: Readonly<Record<string, number>>;
  /** Events beside the usual ones, with their times. */
  readonly also?: readonly (readonly [number, EventBody])[];
  /** Leaves out usual events. */
  readonly without?: (body: EventBody, tMs: number) => boolean;
  readonly rewrite?: (body: EventBody) => EventBody;
  /** Nothing happens after this time: the run was killed. */
  readonly until?: number;
}

/** The steps of the fault stage, and what happens in them. */
export interface Scene {
  readonly steps: readonly {
    readonly name: string;
    readonly what: string;
    readonly options?: Json;
    readonly on?: Json;
  }[];
  readonly events: readonly (readonly [number, EventBody])[];
}

export function memoryTrial(changes: Changes = {}): History {
  const until = changes.until ?? Number.POSITIVE_INFINITY;
  const {counts, requestTable, sampleTable} = rowsOf(changes);
  const timed = [...usual(changes, counts), ...(changes.also ?? [])]
    .filter(([tMs, body]) => tMs < until && changes.without?.(body, tMs) !== true)
    .map(([tMs, body]) => [tMs, changes.rewrite?.(body) ?? body] as const)
    .toSorted(([one], [other]) => one - other);
  const events = timed.map(([tMs, body], seq): HistoryEvent => ({seq, tMs, ...body}));
  return {
    events,
    requests: requestTable,
    ...(changes.added === undefined ? {} : {added: asRequests(changes.added).requestTable}),
    samples: sampleTable,
    cutOff: changes.until !== undefined,
  };
}

/** Nothing at all. */
export function nothing(): History {
  return {...memoryTrial({until: -1}), cutOff: false};
}

const nodes = places.map((place) => ({...place, role: 'worker'}));

type Timed = readonly [number, EventBody];

function usual(changes: Changes, counts: Counts): readonly Timed[] {
  const end = 142_000;
  return [
    [
      0,
      {
        kind: 'trial',
        name: 'trial-1',
        is: 'begun',
        facts: trialFacts(changes.checks, changes.trial, changes.subject) as unknown as Json,
      },
    ],
    phase(10, 'preflight', 'begun'),
    phase(20, 'preflight', 'ended', {
      cores: 2,
      memoryBytes: 8e9,
      cgroupVersion: 2,
      kernel: '6.12',
      capabilities: {},
      missing: [],
    }),
    phase(30, 'cluster', 'begun'),
    phase(40, 'cluster', 'ended', {
      name: 'c',
      kubernetes: 'v1.34.0',
      nodes,
      timings: {...changes.timings},
      proxied: false,
    }),
    phase(50, 'deploy', 'begun'),
    ...pods.map((pod, index): Timed => [2000 + index, podOf(pod)]),
    phase(9000, 'deploy', 'ended', deployFacts(changes.deploy) as unknown as Json),
    ...places.map(({name, zone}, index): Timed => [2100 + index, nodeOf(name, {zone})]),
    [2200, sliceOf(pods)],
    phase(9100, 'plan', 'begun'),
    phase(9200, 'plan', 'ended', planFacts(changes)),
    ...stages.flatMap(({name, window}): readonly Timed[] => [
      [window[0], {kind: 'stage', name, is: 'begun'}],
      [window[1] - 0.001, {kind: 'stage', name, is: 'ended'}],
    ]),
    ...seconds(10_000, 140_000).flatMap((tMs): readonly Timed[] => [
      tally(tMs, counts.bySecond.get(tMs) ?? {}),
      ...sentinel(changes, tMs),
      hostSecond(tMs),
      ...entryPods(tMs),
    ]),
    ...(changes.scene?.events ?? fault),
    phase(140_100, 'collect', 'begun'),
    phase(141_000, 'collect', 'ended', ledger(counts, changes.added)),
    [141_500, {kind: 'answer', step: 'residue', answer: {question: 'residue', answer: {left: []}}}],
    [end, {kind: 'trial', name: 'trial-1', is: 'ended', facts: {status: 'completed'}}],
  ];
}

const target = {
  kind: 'container',
  name: victim.name,
  namespace: 'shop',
  uid: victim.uid,
  node: 'n1',
  container: victim.container,
  containerId: victim.id,
};

const fault: readonly Timed[] = [
  [65_000, faultOf('memory-exhaustion', 'marked', {fault: 'memory-exhaustion', targets: [target]})],
  [killMs, kernelLine(victim)],
  [65_400, {kind: 'fault', step: 'memory-exhaustion', is: 'injected', facts: {before: {}}}],
  [65_450, podOf(victim, {ended: true, ready: false})],
  [
    65_500,
    {
      kind: 'fault',
      step: 'memory-exhaustion',
      is: 'proved',
      facts: {before: {}, after: {pod: victim.name, podUid: victim.uid, container: 'app', unlimited: false}},
    },
  ],
  [65_600, {kind: 'fault', step: 'memory-exhaustion', is: 'undone', facts: {}}],
  [66_800, podOf(victim, {restarts: 1})],
];

const exhaustion = {name: 'memory-exhaustion', what: 'memory-exhaustion'};

function planFacts({scene}: Changes): Json {
  return {
    stages: stages.map(({name, peaks, window}) => ({
      name,
      peaks,
      ratePerSecond: peaks * peak,
      atLeastMs: window[1] - window[0],
      boundMs: 60_000,
    })),
    steps: (scene?.steps ?? [exhaustion]).map((step) => ({
      ...step,
      effect: faults[step.what as FaultName].effect,
      stage: 'fault',
      victims: [{kind: 'Pod', name: victim.name, container: 'app'}],
      boundMs: 30_000,
    })),
  };
}

function tally(tMs: number, outcomes: Readonly<Record<string, number>>): Timed {
  const planned = Object.values(outcomes).reduce((sum, number) => sum + number, 0);
  return [tMs + 999, {kind: 'tally', planned, outcomes, lagMs: 1}];
}

function sentinel(changes: Changes, tMs: number): readonly Timed[] {
  const answer = changes.sentinel === undefined ? {p99Ms: 4, maxMs: 6, sent: 10, failed: 0} : changes.sentinel(tMs);
  return answer === undefined
    ? []
    : [
        [
          tMs + 500,
          {
            kind: 'answer',
            step: 'sentinel',
            answer: {question: 'sentinel', of: {kind: 'Node', name: 'control-plane'}, answer},
          },
        ],
      ];
}

function hostSecond(tMs: number): Timed {
  return [
    tMs + 600,
    {
      kind: 'answer',
      step: 'host',
      answer: {
        question: 'host',
        answer: {stealShare: 0, busyShare: 0.5, psiSome10: 3, load1: 2, top: [{pid: 1, name: 'hog', cores: 1}]},
      },
    },
  ];
}

/** What each gateway received so far: eight new connections a second. */
function entryPods(tMs: number): readonly Timed[] {
  return pods
    .filter(({app}) => app === 'gateway')
    .map(({name, uid}) => {
      const answer = {passiveOpens: tMs / 125, inSegs: tMs / 10, inOctets: tMs, tMs: tMs + 700};
      return [
        tMs + 700,
        {
          kind: 'answer',
          step: 'entry-pod',
          answer: {question: 'received', of: {kind: 'Pod', name, namespace: 'shop', uid}, answer},
        },
      ];
    });
}

function ledger({fresh, byOutcome}: Counts, added?: Changes['added']): Json {
  return {
    ...(added === undefined ? {} : {added: {planned: added.length, rows: asRequests(added).counts.byOutcome}}),
    planned: Object.fromEntries(
      stages.map(({name, peaks, window}) => [name, ((window[1] - window[0]) / 1000) * peaks * peak]),
    ),
    rows: byOutcome,
    received: {peak: {connections: fresh / 2, bytesIn: 1e6}, control: {connections: fresh / 2, bytesIn: 4.5e6}},
    perReplica: {a: fresh / 3, b: fresh / 3, c: fresh / 3},
    engine: {cpuShare: 0.3, lagP99Ms: 1, lagMaxMs: 9, newConnections: fresh},
  };
}

function phase(tMs: number, name: string, is: 'begun' | 'ended', facts?: Json): Timed {
  return [tMs, {kind: 'phase', name, is, ...(facts === undefined ? {} : {facts})}];
}
