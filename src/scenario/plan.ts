import type {ClusterFacts, DeployFacts, PlanFacts, SubjectFacts} from '../history/facts.ts';
import type {KubeObject, ObjectRef} from '../kubernetes/kube-object.ts';
import type {Target} from '../fault/fault.ts';
import {expandStages} from './expand.ts';
import {nameOfStep, type Scenario, type Stage, type Step} from './scenario.ts';
import {stagesOf, surgePeaks} from './stages.ts';
import {candidatesFor} from './targets.ts';

/** What a plan is made from. */
export interface PlanInput {
  readonly scenario: Scenario;
  readonly subject: SubjectFacts;
  readonly deploy: DeployFacts;
  readonly cluster: Pick<ClusterFacts, 'nodes'>;
  /** The cluster's PersistentVolumes. */
  readonly volumes: readonly KubeObject[];
}

/** The bound of each of a step's waits (`when`, receipt, `until`) where it states none, ms. */
export const waitMs = 30_000;
/** What an injection and an undo may take, ms. */
const injectMs = 45_000;
const undoMs = 30_000;
/** What a subject may take to start that does not say it, ms. */
const usualStartMs = 60_000;
/** A stage without steps ends by the clock; this is for the clocks of two programs, ms. */
const slackMs = 2000;

/**
 * The scenario expanded on the deployed subject: rates, bounds and all possible victims by name, known before the first
 * step.
 */
export function planOf(input: PlanInput): PlanFacts {
  const stages = expandStages(stagesOf(input.scenario), input.deploy.objects);
  const all = stages.flatMap((stage) => (stage.steps ?? []).map((step) => ({step, stage})));
  const first = all.findIndex(({step}) => step.fault !== undefined);
  const steps = all.map(({step, stage}, index) => {
    // Before and after its own condition, each fault but the first may wait for the subject.
    const wholeMs = step.fault !== undefined && index > first ? 2 * wholeWithinMs(input.deploy) : 0;
    return planned(step, stage, input, wholeMs);
  });
  return {
    stages: stages.map((stage) => {
      const peaks = peaksOf(stage, input.subject);
      const {name, atLeastMs, rampMs} = stage;
      const stepsMs = steps.reduce((sum, step) => sum + (step.stage === name ? step.boundMs : 0), 0);
      const ramp = rampMs === undefined ? {} : {rampMs};
      return {
        name,
        peaks,
        ratePerSecond: rateOf(peaks, input),
        ...ramp,
        atLeastMs,
        boundMs: atLeastMs + stepsMs + slackMs,
      };
    }),
    steps,
  };
}

/** How long a fault waits at most until the subject is whole after the one before it: as long as it may take to start, ms. */
export function wholeWithinMs({start}: Pick<DeployFacts, 'start'>): number {
  return start?.boundMs ?? usualStartMs;
}

function planned(
  step: Step,
  stage: Stage,
  {deploy, subject, cluster, volumes}: PlanInput,
  wholeMs: number,
): PlanFacts['steps'][number] {
  const {targets, excluded} = candidatesFor(step.on, {
    pods: deploy.objects,
    deploy,
    entry: subject.entry,
    nodes: cluster.nodes,
    volumes,
    dependencies: subject.dependencies,
  });
  const only =
    'workload' in step.on && typeof step.on.pick === 'number' ? targets.slice(step.on.pick, step.on.pick + 1) : targets;
  return {
    name: nameOfStep(step),
    stage: stage.name,
    what: step.fault ?? step.inspection ?? '',
    ...(step.inspection === undefined ? {} : {kind: 'inspection' as const}),
    victims: only.map(victimOf),
    ...(excluded.length === 0 ? {} : {excluded}),
    ...(step.options === undefined ? {} : {options: step.options}),
    boundMs: boundOf(step) + wholeMs,
  };
}

function victimOf({kind, name, namespace, container}: Target): ObjectRef {
  return {
    kind: kind === 'node' ? 'Node' : 'Pod',
    name,
    ...(namespace === undefined ? {} : {namespace}),
    ...(container === undefined ? {} : {container}),
  };
}

function peaksOf(stage: Stage, subject: SubjectFacts): number {
  return stage.peaks === surgePeaks ? subject.surge : stage.peaks;
}

/** Production's rate per replica, times the replicas on the cluster: the load per pod is the declared one. */
function rateOf(peaks: number, {subject, deploy}: PlanInput): number {
  const perReplica = subject.peak.rps / subject.peak.replicas;
  return Math.round(peaks * perReplica * deploy.entry.replicas * 100) / 100;
}

function boundOf(step: Step): number {
  const wait = step.withinMs ?? waitMs;
  const whenMs = step.when === undefined ? 0 : wait;
  const untilMs = step.until === undefined ? 0 : wait;
  const actMs = step.fault === undefined ? wait : injectMs + wait + holdBoundOf(step) + undoMs;
  return whenMs + actMs + untilMs;
}

function holdBoundOf({holdMs = 0, hold}: Step): number {
  return hold === undefined ? holdMs : hold.withinMs + (hold.thenMs ?? 0);
}
