import type {Target} from '../fault/fault.ts';
import type {DeployFacts, PlanFacts, SubjectFacts} from '../history/facts.ts';
import type {Json, ObjectRef} from '../kubernetes/kube-object.ts';
import {expandStages} from './expand.ts';
import {type Deployed, type PlannedStep, plannedSteps} from './planned.ts';
import {entryShare} from '../history/service-uses.ts';
import {repeatThin} from './repeats.ts';
import {nameOfStep, type Scenario, type Stage} from './scenario.ts';
import {longEnoughForSlo} from './slo-stages.ts';
import {stagesOf, surgePeaks} from './stages.ts';
import {untilMemoryKnown} from './watched.ts';

/** What a plan is made from. */
export interface PlanInput extends Deployed {
  readonly scenario: Scenario;
}

/** What will be run, and what is told of it before the first step. */
export interface Plan {
  readonly facts: PlanFacts;
  readonly steps: readonly PlannedStep[];
}

/** What an injection and an undo may take, ms. */
const injectMs = 45_000;
const undoMs = 30_000;
/** What a subject may take to start that does not say it, ms. */
const usualStartMs = 60_000;
/** A stage without steps ends by the clock; this is for the clocks of two programs, ms. */
const slackMs = 2000;
/** What is added to a load goes on so long before and after the subject is whole again, ms. */
const addedMs = 10_000;

/**
 * The scenario expanded on the deployed subject: rates, bounds, holds and all possible victims by name, known before
 * the first step.
 */
export function planOf(input: PlanInput): Plan {
  const stages = stagesFor(input);
  const steps = plannedSteps(stages, input);
  const first = steps.findIndex(({step}) => step.fault !== undefined);
  const rows = steps.map((one, index) => {
    // Before and after its own condition, each fault but the first may wait for the subject.
    const wholeMs = one.step.fault !== undefined && index > first ? 2 * wholeWithinMs(input.deploy) : 0;
    return rowOf(one, wholeMs + settledMs(one, input), input);
  });
  const facts: PlanFacts = {
    stages: stages.map((stage) => {
      const peaks = peaksOf(stage, input.subject);
      const {name, atLeastMs, rampMs, until} = stage;
      const goesOnMs = until === undefined ? 0 : input.patience.stageMs;
      const stepsMs = rows.reduce((sum, step) => sum + (step.stage === name ? step.boundMs : 0), 0);
      const ramp = rampMs === undefined ? {} : {rampMs};
      return {
        name,
        peaks,
        ratePerSecond: rateOf(peaks, input),
        ...ramp,
        atLeastMs,
        ...(until === undefined ? {} : {until: {is: until.is, withinMs: goesOnMs}}),
        boundMs: atLeastMs + stepsMs + goesOnMs + slackMs,
      };
    }),
    steps: rows,
    patience: input.patience,
  };
  return {facts, steps};
}

/** The stages of a scenario on this subject, with each step that stands for many in its place. */
export function stagesFor(input: PlanInput): readonly Stage[] {
  const {scenario, subject, deploy, patience} = input;
  const rate = (stage: Stage): number => rateOf(peaksOf(stage, subject), input);
  const stages = expandStages(stagesOf(scenario), deploy.objects, subject.dependencies);
  const shares = [entryShare(subject), ...(subject.doors ?? []).map(({share}) => share)];
  // Each door has the SLO to meet, the least used one too.
  const atThinnest = (stage: Stage): number => rate(stage) * Math.min(...shares);
  const long = longEnoughForSlo(stages, {scenario, slo: subject.slo, mostMs: patience.holdMs}, atThinnest);
  const atEntry = (stage: Stage): number => rate(stage) * entryShare(subject);
  return untilMemoryKnown(repeatThin(long, input, atEntry), scenario);
}

/** How long a fault waits at most until the subject is whole after the one before it: as long as it may take to start, ms. */
export function wholeWithinMs({start}: Pick<DeployFacts, 'start'>): number {
  return start?.boundMs ?? usualStartMs;
}

/** How long something may be added to the load after a fault that ends pods in good order, ms. */
function settledMs({step}: PlannedStep, {effects, deploy}: PlanInput): number {
  const isOrderly = step.fault !== undefined && Object.hasOwn(effects, step.fault) && effects[step.fault]?.orderly;
  return isOrderly === true ? wholeWithinMs(deploy) + addedMs : 0;
}

type Row = PlanFacts['steps'][number];

function rowOf(planned: PlannedStep, wholeMs: number, {effects}: PlanInput): Row {
  const {step, stage, candidates, hold} = planned;
  return {
    name: nameOfStep(step),
    stage,
    what: step.fault ?? step.inspection ?? '',
    ...(step.inspection === undefined ? {} : {kind: 'inspection' as const}),
    ...(step.fault !== undefined && Object.hasOwn(effects, step.fault) ? {effect: effects[step.fault]} : {}),
    on: step.on as unknown as Json,
    victims: candidates.targets.map(victimOf),
    ...(candidates.excluded.length === 0 ? {} : {excluded: candidates.excluded}),
    ...(step.options === undefined ? {} : {options: step.options}),
    boundMs: boundOf(planned) + wholeMs,
    waitsMs: waitsOf(planned),
    ...(hold.facts === undefined ? {} : {hold: hold.facts}),
    ...(hold.tooLong === undefined ? {} : {notExercised: hold.tooLong}),
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

function waitsOf({whenMs, probesMs, receiptMs, untilMs}: PlannedStep): NonNullable<Row['waitsMs']> {
  return {
    ...(whenMs === 0 ? {} : {when: whenMs}),
    ...(probesMs === 0 ? {} : {probes: probesMs}),
    receipt: receiptMs,
    ...(untilMs === 0 ? {} : {until: untilMs}),
  };
}

function boundOf({step, whenMs, probesMs, receiptMs, untilMs, hold}: PlannedStep): number {
  const actMs = step.fault === undefined ? receiptMs : injectMs + receiptMs + hold.forMs + hold.thenMs + undoMs;
  return whenMs + probesMs + actMs + untilMs;
}
