import {resolve} from 'node:path';
import {Command, InvalidArgumentError} from 'commander';
import {systemClock} from '../system/clock.ts';
import {UsageError} from '../system/errors.ts';
import {exec} from '../system/exec.ts';
import {stateFolder} from '../system/folders.ts';
import {openStream} from '../system/stream.ts';
import {freshBed, kubeconfigOf, refuseUsedCluster, warmBed, warmCluster} from '../run/bed.ts';
import {clusterName, trialId} from '../run/id.ts';
import {known} from '../run/known.ts';
import {secretsOf, type TrialEffects, type TrialRequest} from '../run/trial.ts';
import {loadScenario} from '../scenario/discover.ts';
import {untilReplaced} from '../scenario/until-replaced.ts';
import {findTools} from '../setup/find-tools.ts';
import type {Tools} from '../setup/tools.ts';
import {loadProfile} from '../subject/load-profile.ts';
import {readManifests} from '../subject/manifests.ts';
import {type CommandContext, demoProfile, scenarios} from './context.ts';
import {present} from './present.ts';
import {hideInOutput} from './streams.ts';
import {versionsOf} from './versions.ts';

export interface RunOptions {
  readonly subject?: string;
  readonly keep?: boolean;
  readonly reuse?: boolean;
  readonly seed?: number;
  readonly untilReplaced?: boolean;
  readonly accelerated?: boolean;
}

/** The options that every command that runs trials has. */
export function withRunOptions(command: Command): Command {
  return command
    .option('--subject <profile>', 'the seatrial.yaml of the subject (default: the demo shop)')
    .option('--keep', 'leave the cluster at the end, and print how to look at it and how to delete it')
    .option('--reuse', 'use one warm cluster between runs; it is created by the first')
    .option('--seed <number>', 'the seed of the request mix and of chosen targets (default: of the time)', wholeNumber)
    .option('--until-replaced', 'hold a lost node or zone until its replicas run elsewhere (about 6 minutes more), not only until it is NotReady')
    .option('--accelerated', 'a cluster that notices a lost node in 20 s and replaces its pods 10 s later; labelled, and never enough for a release');
}

export interface PreparedTrial {
  readonly request: TrialRequest;
  readonly effects: Omit<TrialEffects, 'onVerdict'>;
  /** What to tell of a kept cluster. */
  readonly kept: string | undefined;
}

/** Reads and validates all that a trial needs, and touches nothing. Throws UsageError for the user's mistakes, HarnessError when set-up is missing. */
export async function prepareTrial(name: string, options: RunOptions, {signal, argv}: CommandContext, planOnly: boolean): Promise<PreparedTrial> {
  if (options.accelerated === true && options.reuse === true) {
    throw new UsageError('accelerated-and-reuse', 'The warm cluster keeps the timings of Kubernetes', {
      hint: 'Leave out --reuse: a cluster of its own is made with --accelerated',
    });
  }
  const loaded = await loadScenario(name, scenarioFolders(), known);
  const scenario = options.untilReplaced === true ? untilReplaced(loaded) : loaded;
  const profile = await loadProfile(options.subject ?? demoProfile);
  const tools = await findTools({exec, clock: systemClock, signal});
  const manifests = await readManifests(profile.manifests, {exec, kubectl: tools.kubectl});
  const state = stateFolder();
  if (options.reuse === true) refuseUsedCluster(warmCluster, state);
  const id = trialId(name, profile.facts.name, systemClock);
  const effects = {exec, openStream};
  hideInOutput(secretsOf({manifests, profile}).text);
  const bedContext = {effects, clock: systemClock, state, tools, accelerated: options.accelerated === true};
  const bed = options.reuse === true ? warmBed(bedContext) : freshBed(clusterName(), options.keep === true, bedContext);
  return {
    request: {
      id,
      scenarioName: name,
      scenario,
      profile,
      manifests,
      bed,
      folder: resolve('reports', id),
      seed: options.seed ?? Date.now() % 2 ** 31,
      argv,
      versions: versionsOf(tools),
      planOnly,
    },
    effects: {effects, clock: systemClock, signal, present, state, tools},
    kept: options.keep === true && options.reuse !== true ? lookAndDelete(bed.cluster, state, tools) : undefined,
  };
}

/** The project's scenarios, and those of the folder the user stands in. */
export function scenarioFolders(): readonly string[] {
  return [...new Set([scenarios, resolve('scenarios')])];
}

function lookAndDelete(cluster: string, state: string, tools: Tools): string {
  return [
    `The cluster ${cluster} was kept.`,
    `  look at it:  ${tools.kubectl} --kubeconfig ${kubeconfigOf(cluster, state)} get pods --all-namespaces`,
    `  delete it:   npx seatrial clean ${cluster}`,
  ].join('\n');
}

/** Parses an option that is a whole number, 0 or more. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError('expected a whole number, 0 or more.');
  return number;
}
