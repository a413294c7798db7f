import {faults as realFaults} from '../../src/fault/faults.ts';
import {conditions} from '../../src/history/conditions/conditions.ts';
import {noneEnds, wholeAsBefore} from '../../src/history/conditions/whole.ts';
import type {EventBody, HistoryEvent} from '../../src/history/events.ts';
import type {DeployFacts, SubjectFacts} from '../../src/history/facts.ts';
import type {LoadSummary} from '../../src/load/engine.ts';
import type {Journal} from '../../src/run/cleanup/journal.ts';
import type {memoryWatch} from '../../src/run/memory-watch.ts';
import {runStages} from '../../src/run/stages.ts';
import {runStep, type StepContext} from '../../src/run/step.ts';
import {type Patience, usualPatience} from '../../src/scenario/patience.ts';
import {type Plan, planOf, wholeWithinMs} from '../../src/scenario/plan.ts';
import type {Scenario} from '../../src/scenario/scenario.ts';
import {selectTargets} from '../../src/scenario/targets.ts';
import {memoryKnown} from '../../src/scenario/watched.ts';
import {startBound} from '../../src/subject/deploy/start.ts';
import {askedDirectly} from './answers.ts';
import {reconcile} from './controllers.ts';
import {clusterFacts} from './facts.ts';
import type {WorldLoad} from './load.ts';
import {tellNode} from './nodes.ts';
import {manifestsOf, namespace} from './objects.ts';
import {podObject} from './pods.ts';
import type {World} from './state.ts';
import {tellWorkload} from './workloads.ts';

/** How often a subject that starts is looked at, ms. */
const looksMs = 500;
const settlesMs = 1000;

/** Applies the subject, waits until it is ready or its time is over, and says how that went. */
export async function deployed(world: World): Promise<DeployFacts> {
  const {time, subject} = world;
  const begunMs = time.nowMs();
  const manifests = manifestsOf(subject);
  for (const node of world.nodes) tellNode(world, node);
  for (const workload of subject.workloads) {
    tellWorkload(world, workload);
    reconcile(world, workload);
  }
  const {scenarioMs: statedMs, holdMs: unstatedMs} = usualPatience;
  const {boundMs, prediction} = startBound(manifests, {statedMs, unstatedMs});
  const readyOf = (name: string): number =>
    [...world.pods].filter((pod) => pod.workload.name === name && pod.isReady).length;
  const isReady = (): boolean => subject.workloads.every(({name, replicas}) => readyOf(name) >= replicas);
  do await time.sleep(looksMs);
  while (!isReady() && time.nowMs() - begunMs < boundMs);
  const tookMs = time.nowMs() - begunMs;
  await time.sleep(settlesMs);
  const [entry] = subject.workloads;
  return {
    namespace,
    objects: [...manifests, ...[...world.pods].map((pod) => podObject(world, pod))],
    positions: [],
    deviations: [],
    images: [],
    entry: {
      workload: {kind: entry?.kind ?? '', name: entry?.name ?? '', namespace},
      replicas: entry?.replicas ?? 0,
      url: 'http://198.18.0.2:30080',
    },
    start: {
      ready: isReady(),
      boundMs,
      prediction,
      tookMs,
      why: subject.workloads
        .filter(({name, replicas}) => readyOf(name) < replicas)
        .map(({kind, name, replicas}) => ({
          of: {kind, name, namespace},
          text: `${readyOf(name)} of ${replicas} ready`,
        })),
    },
  };
}

export function planned(
  world: World,
  scenario: Scenario,
  subject: SubjectFacts,
  deploy: DeployFacts,
  patience: Patience,
): Plan {
  const effects = Object.fromEntries(Object.entries(realFaults).map(([name, {effect}]) => [name, effect]));
  return planOf({scenario, subject, deploy, cluster: clusterFacts(world), volumes: [], effects, patience});
}

/** The load through the stages, and the steps in them, by the code of a real run. */
export async function staged(
  plan: Plan,
  context: StepContext,
  load: WorldLoad,
  memory: ReturnType<typeof memoryWatch>,
): Promise<LoadSummary> {
  const {append, clock, signal, note, milestone} = context;
  return runStages(plan.facts.stages, plan.steps, {
    engine: load.engine,
    load: load.plan,
    append,
    clock,
    signal,
    note,
    milestone,
    sum: () => '',
    run: (step) => runStep(step, context),
    holds: (condition, leftMs) =>
      condition.is === memoryKnown ? memory(clock.nowMs(), leftMs) : context.holds(condition, 0),
    carried: () => ({holds: true}) as ReturnType<Parameters<typeof runStages>[2]['carried']>,
  });
}

/** What a step of a real run is given, with a world in the place of the cluster. */
export function stepContext(
  world: World,
  {
    append,
    events,
    deploy,
    facts,
    faults,
  }: {
    readonly append: (body: EventBody) => void;
    readonly events: readonly HistoryEvent[];
    readonly deploy: DeployFacts;
    readonly facts: SubjectFacts;
    readonly faults: StepContext['faults'];
  },
): StepContext {
  const sinceBeginMs = (): number => world.time.nowMs();
  const cluster = {name: 'world', api: {raw: (path: string) => askedDirectly(world, path)}};
  return {
    cluster: cluster as unknown as StepContext['cluster'],
    append,
    journal,
    clock: world.time,
    signal: new AbortController().signal,
    faults,
    inspections: {},
    capabilities: {'kernel-log': true, 'raw-table': true, psi: true, 'sys-resource': true},
    directRequests: [{name: 'home', path: '/', headers: {}, statuses: [200], withinMs: facts.entry.timeoutMs}],
    select: (step) =>
      Promise.resolve(
        selectTargets(step, {
          pods: [...world.pods].map((pod) => podObject(world, pod)),
          deploy,
          entry: facts.entry,
          nodes: clusterFacts(world).nodes,
          volumes: [],
          dependencies: facts.dependencies,
          seed: 1,
        }),
      ),
    whole: {holds: () => wholeAsBefore(events), withinMs: wholeWithinMs(deploy)},
    noneEnds: () => noneEnds(events),
    // The world's load is never joined.
    load: {ratePerSecond: Number.MAX_SAFE_INTEGER, replicas: 1, add: () => undefined},
    holds(condition, sinceMs) {
      const moment = {sinceMs, nowMs: sinceBeginMs(), availability: facts.slo.availability};
      const question = conditions[condition.is as keyof typeof conditions];
      return question(events, condition.options === undefined ? moment : {...moment, options: condition.options});
    },
    sinceBeginMs,
    note: () => undefined,
    milestone: () => undefined,
  };
}

const journal: Journal = {
  id: 'world',
  add: (undo) => ({id: '0', ...undo}),
  done: () => undefined,
  isPending: () => false,
  close: () => undefined,
};
