import {rm} from 'node:fs/promises';
import {historySchema} from '../history/events.ts';
import type {PlanFacts, TrialFacts} from '../history/facts.ts';
import {readHistory} from '../history/reader.ts';
import {openRecorder} from '../history/recorder.ts';
import {redactor, type Redactor} from '../history/secrets/redact.ts';
import {judge} from '../judge/judge.ts';
import type {Status, Trial} from '../judge/trial.ts';
import type {Json} from '../kubernetes/kube-object.ts';
import {expectedMsOf} from '../scenario/order.ts';
import {InterruptedError, messageOf, UsageError} from '../system/errors.ts';
import {openJournal} from './cleanup/journal.ts';
import type {TrialContext, TrialEffects, TrialRequest} from './context.ts';
import {clusterPhase} from './phases/cluster.ts';
import {collectPhase} from './phases/collect.ts';
import {deployPhase, NotStartedError} from './phases/deploy.ts';
import {runPhases} from './phases/phase.ts';
import {planPhase} from './phases/plan.ts';
import {preflightPhase} from './phases/preflight.ts';
import {hashOf, writeStated} from './stated.ts';
import {residuePhase} from './phases/residue.ts';
import {stagesPhase} from './phases/stages.ts';

export interface TrialOutcome {
  readonly trial: Trial | undefined;
  readonly plan: PlanFacts | undefined;
  readonly error: unknown;
  /** What could not be taken back. */
  readonly cleanup: readonly Error[];
  /** What the trial left on a cluster that stays, and whether it was repaired. */
  readonly residue: readonly string[];
}

/**
 * What a trial takes beside its stages, ms, as it was seen on two cores: the cluster looked at, the subject deployed
 * and removed, the verdict.
 */
const trialOverheadMs = 55_000;

/** How long a trial of a suite should take, with all that stands beside its stages, ms. */
export function expectedMsOfTrial({scenario}: Pick<TrialRequest, 'scenario'>): number {
  return expectedMsOf(scenario) + trialOverheadMs;
}

/**
 * Runs one trial from its first phase to its verdict, and takes everything back. Never throws: how it went is the
 * outcome.
 */
export async function runTrial(request: TrialRequest, given: TrialEffects): Promise<TrialOutcome> {
  const epochMs = given.clock.nowMs();
  const stop = new AbortController();
  const signal = AbortSignal.any([given.signal, stop.signal]);
  const secrets = secretsOf(request);
  const recorder = openRecorder(request.folder, {
    clock: given.clock,
    epochMs,
    redactor: secrets,
    onFailure: (error) => stop.abort(error),
  });
  const journal = openJournal(given.state, request.id, request.source.cluster);
  const context: TrialContext = {...request, ...given, signal, recorder, journal, epochMs};
  recorder.append({kind: 'trial', name: request.id, is: 'begun', facts: trialFacts(context) as unknown as Json});
  await writeStated(request.folder, request.manifests, secrets).catch((error: unknown) => stop.abort(error));
  let plan: PlanFacts | undefined;
  let trial: Trial | undefined;
  const residue: string[] = [];
  const phases = phasesOf(context, (lines) => residue.push(...lines));
  const {preflight, cluster, look, deploy, planning, stages, collect} = phases;
  const run = await runPhases(
    request.planOnly ? [preflight, cluster, look, deploy, planning] : Object.values(phases),
    {append: recorder.append, signal, present: given.present, verdict},
    async (phase) => {
      await phase(preflight);
      const taken = await phase(cluster);
      const looking = await phase(look, taken.cluster);
      const deployed = await phase(deploy, taken, looking);
      const planned = await phase(planning, taken, deployed);
      plan = planned.facts;
      if (request.planOnly) return;
      const load = await phase(stages, taken, deployed, planned);
      await phase(collect, taken.cluster, deployed, load);
    },
  );
  journal.close();
  // A mistake in the input is answered by its message alone.
  if (run.error instanceof UsageError) await rm(request.folder, {recursive: true, force: true});
  return {
    trial,
    plan,
    error: recorder.failure ?? (run.error instanceof NotStartedError ? undefined : run.error),
    cleanup: run.cleanup,
    residue,
  };

  async function verdict(error: unknown): Promise<void> {
    recorder.append({kind: 'trial', name: request.id, ...ending(error, secrets.taken)});
    recorder.close();
    // What is not whole on disk cannot be judged.
    if (error instanceof UsageError || request.planOnly || recorder.failure !== undefined) return;
    const history = await readHistory(request.folder);
    trial = judge(history);
    await given.onVerdict(trial, history);
  }
}

/** The phases in their order. */
function phasesOf(context: TrialContext, onResidue: (lines: readonly string[]) => void) {
  return {
    preflight: preflightPhase(context),
    cluster: clusterPhase(context),
    look: residuePhase(context, onResidue),
    deploy: deployPhase(context),
    planning: planPhase(context),
    stages: stagesPhase(context),
    collect: collectPhase(context),
  };
}

/** A subject that never got ready is a completed trial: the finding says so. */
function ending(
  error: unknown,
  valuesTakenOut: number,
): {
  readonly is: 'ended' | 'failed';
  readonly facts: {readonly status: Status; readonly error?: string; readonly valuesTakenOut: number};
} {
  if (error === undefined || error instanceof NotStartedError)
    return {is: 'ended', facts: {status: 'completed', valuesTakenOut}};
  if (error instanceof InterruptedError)
    return {is: 'failed', facts: {status: 'interrupted', error: error.message, valuesTakenOut}};
  return {is: 'failed', facts: {status: 'errored', error: messageOf(error), valuesTakenOut}};
}

/** Knows the secrets of a subject by its manifests and its requests, before anything of it is recorded or shown. */
export function secretsOf({manifests, profile}: Pick<TrialRequest, 'manifests' | 'profile'>): Redactor {
  const specs = [...profile.requests, ...profile.dataPaths.flatMap(({write, read}) => [write, read])];
  const environment = Object.entries(profile.environment).map(([name, value]) => [`secret-${name}`, value] as const);
  return redactor({
    objects: manifests.map(({object}) => object),
    headers: [...specs.map(({headers}) => headers), Object.fromEntries(environment)],
  });
}

function trialFacts({
  id,
  seed,
  scenarioName,
  scenarioFile,
  scenario,
  profile,
  manifests,
  versions,
  argv,
  clock,
  trusted,
}: TrialContext): TrialFacts {
  return {
    schema: historySchema,
    id,
    seed,
    scenario: scenarioName,
    ...(scenarioFile === undefined ? {} : {scenarioFile}),
    question: scenario.question,
    items: scenario.items,
    checks: scenario.checks,
    manifestsSha256: hashOf(manifests),
    subject: profile.facts,
    versions,
    argv,
    startedAt: clock.wall().toISOString(),
    ...(trusted === undefined ? {} : {trusted}),
  };
}
