import {Command, InvalidArgumentError} from 'commander';
import {join, resolve} from 'node:path';
import {kubeconfigOf} from '../run/cleanup/journal.ts';
import {readOwner} from '../run/cleanup/owner.ts';
import {freshCluster, refuseUsedCluster, reusedCluster} from '../run/cluster-source.ts';
import type {TrialEffects, TrialRequest} from '../run/context.ts';
import {clusterName, trialId, reusedClusterName} from '../run/id.ts';
import {known} from '../run/known.ts';
import {mostPatienceMinutes} from '../forecast/most-patience.ts';
import {loadScenario, type ScenarioFolders} from '../scenario/discover.ts';
import {type Patience, patienceOf, quickPatience, untilReplacedAllows, usualPatience} from '../scenario/patience.ts';
import {untilReplaced} from '../scenario/until-replaced.ts';
import {watched} from '../scenario/watched.ts';
import type {Scenario} from '../scenario/scenario.ts';
import {engineImages} from '../setup/engine-images.ts';
import type {Tools} from '../setup/tools.ts';
import {buildImages} from '../subject/manifests/build.ts';
import {pullImages} from '../subject/manifests/pull.ts';
import {trustedWith} from '../subject/trust/trust.ts';
import {systemClock} from '../system/clock.ts';
import {commandLine} from '../system/command-line.ts';
import {UsageError} from '../system/errors.ts';
import {exec} from '../system/exec.ts';
import {stateFolder} from '../system/folders.ts';
import {openStream} from '../system/stream.ts';
import {printable} from '../text/printable.ts';
import {type CommandContext, scenarios} from './context.ts';
import {readHere, type SubjectOptions} from './read-subject.ts';
import {tell} from './streams.ts';
import type {ToolsHere} from './tools-here.ts';
import {versionsOf} from './versions.ts';

export interface RunOptions extends SubjectOptions {
  readonly scenarios?: string;
  readonly keep?: boolean;
  readonly reuse?: boolean;
  readonly seed?: number;
  readonly untilReplaced?: boolean;
  readonly patience?: number;
  readonly accelerated?: boolean;
  readonly trustSubject?: boolean;
}

/** The options that name a subject, and say what its files may do; `subject` is the help of `--subject`. */
export function withSubjectOptions(command: Command, subject: string): Command {
  return command
    .option('--subject <profile>', subject)
    .option(
      '--root <folder>',
      'the folder that holds all files of the subject (default: the git work tree of the profile, else its folder)',
      named,
    )
    .option('--remote-bases', 'let kustomizations fetch remote bases; each one is printed first')
    .option(
      '--trust-subject',
      'allow what the baseline Pod Security Standard forbids, such as privileged pods, which are root on this machine, and build the images that the profile has built',
    );
}

/** The options that every command that runs trials has. */
export function withRunOptions(command: Command): Command {
  return withSubjectOptions(
    command,
    'the profile of your service, its seatrial.yaml, or the folder that holds it (default: the demo shop)',
  )
    .option(
      '--scenarios <folder>',
      'a folder with scenarios of your own, beside the built-in ones; their code is run',
      named,
    )
    .option('--keep', 'keep the cluster at the end, and print how to look at it and how to delete it')
    .option('--reuse', 'use one cluster for all such runs; the first creates it, and it stays')
    .option(
      '--seed <number>',
      'the seed for the mix of requests and the choice of victims (default: from the clock)',
      wholeNumber(0, 2 ** 32 - 1),
    )
    .option(
      '--until-replaced',
      'hold a lost node or zone until its pods run elsewhere (about 6 minutes longer), not only until it is NotReady',
    )
    .option(...patienceOption)
    .option(
      '--accelerated',
      'let the cluster notice a lost node after 20 s and replace its pods 10 s later; never counts for a release',
    )
    .option(...yesOption);
}

/** The option of every command that sets up what is missing. */
export const yesOption = [
  '--yes',
  'set up what is missing without a question (also SEATRIAL_YES=1 or CI=1)',
] as const satisfies readonly string[];

/** The option of every command whose trials may take longer. */
export const patienceOption = [
  '--patience <minutes>',
  'how long one fault may be held (default: 5; verify --quick: 2), and all of a scenario three times that; memory is watched so long for a leak',
  wholeNumber(1, mostPatienceMinutes),
] as const;

interface Trusting {
  /**
   * Profiles that are trusted, as far as they need it, without being asked: those of this package. Never of the command
   * line.
   */
  readonly trusts?: (profile: string) => boolean;
}

interface Preparing {
  readonly planOnly: boolean;
  readonly tools: ToolsHere;
  /** `verify --quick`. */
  readonly isQuick?: boolean;
  /** The folder that is to hold the trial's own (default: `reports` where somebody stands). */
  readonly reports?: string;
}

export interface PreparedTrial {
  readonly request: TrialRequest;
  readonly effects: Omit<TrialEffects, 'onVerdict'>;
  /** What to tell of a kept cluster. */
  readonly kept: string | undefined;
}

/**
 * Reads and validates all that a trial needs, and touches nothing but what `tools` sets up. Throws UsageError for the
 * user's mistakes, and what `tools` throws.
 */
export async function prepareTrial(
  name: string,
  options: RunOptions & Trusting,
  context: CommandContext,
  {planOnly, tools: toolsFor, isQuick = false, reports = resolve('reports')}: Preparing,
): Promise<PreparedTrial> {
  const {signal, argv, present} = context;
  if (options.accelerated === true && options.reuse === true) {
    throw new UsageError('accelerated-and-reuse', 'A reused cluster keeps the timings of Kubernetes', {
      hint: 'Leave out --reuse: a cluster of its own is made with --accelerated',
    });
  }
  const loaded = await loadScenario(name, scenarioFolders(options), known);
  const scenario = asAsked(loaded.scenario, options);
  // What a file says wrong is told on a machine without an engine too.
  const {profile, manifests, beyond} = await readHere(
    options,
    context,
    async (images) => (await toolsFor(images)).kubectl,
  );
  const trust = {isGiven: options.trustSubject === true, isOwn: options.trusts?.(profile.path) === true};
  const trusted = trustedWith(beyond, trust);
  const tools = await toolsFor(profile.images);
  await stock({profile, manifests}, trust.isGiven || trust.isOwn, signal);
  const state = stateFolder();
  const owner = readOwner(state);
  if (options.reuse === true) refuseUsedCluster(reusedClusterName(owner), state);
  const id = trialId(name, profile.facts.name, systemClock);
  const effects = {exec, openStream};
  const folder = join(reports, id);
  const accelerated = options.accelerated === true;
  const place = {effects, clock: systemClock, state, owner, tools, accelerated, log: join(folder, 'kind.log')};
  const source =
    options.reuse === true ? reusedCluster(place) : freshCluster(clusterName(), options.keep === true, place);
  return {
    request: {
      id,
      scenarioName: name,
      ...(loaded.file === undefined ? {} : {scenarioFile: loaded.file}),
      scenario,
      profile,
      manifests,
      source,
      folder,
      seed: options.seed ?? Date.now() % 2 ** 31,
      argv,
      versions: versionsOf(tools),
      planOnly,
      patience: patienceFor(options, isQuick),
      ...(trusted === undefined ? {} : {trusted}),
    },
    effects: {effects, clock: systemClock, signal, present, state, tools},
    kept: options.keep === true && options.reuse !== true ? lookAndDelete(source.cluster, state, tools) : undefined,
  };
}

/** Subjects whose images the engine has already, for this command. */
const stocked = new WeakSet<object>();

/** Builds and pulls what a subject needs and the engine lacks, once. Throws UsageError for what cannot be had. */
async function stock(
  {profile, manifests}: Pick<TrialRequest, 'profile' | 'manifests'>,
  isTrusted: boolean,
  signal: AbortSignal,
): Promise<void> {
  if (stocked.has(profile)) return;
  const engine = engineImages(exec, systemClock, signal);
  await buildImages(profile, {
    build: async (context, tag) => engine.build(context, tag),
    onBuild: (text) => tell(`Building ${printable(text, 300)}\n`),
    isTrusted,
  });
  await pullImages(profile, manifests, {
    ...engine,
    onPull: (image) => tell(`Pulling ${printable(image, 200)}\n`),
  });
  stocked.add(profile);
}

/** The scenario with what the options make longer. */
function asAsked(scenario: Scenario, {untilReplaced: waits, patience}: RunOptions): Scenario {
  const held = waits === true ? untilReplaced(scenario) : scenario;
  return patience === undefined ? held : watched(held, patienceOf(patience).stageMs);
}

/** How long faults may be held; who waits until pods are replaced waits that long. */
export function patienceFor({patience, untilReplaced: waits}: RunOptions, isQuick: boolean): Patience {
  const given = patience === undefined ? (isQuick ? quickPatience : usualPatience) : patienceOf(patience);
  return waits === true ? untilReplacedAllows(given) : given;
}

/**
 * The project's scenarios, and those of the folder that was named: the current folder's are never read by themselves.
 */
export function scenarioFolders({scenarios: own}: Pick<RunOptions, 'scenarios'>): ScenarioFolders {
  return {builtIn: scenarios, own: own === undefined ? undefined : resolve(own)};
}

function lookAndDelete(cluster: string, state: string, tools: Tools): string {
  return [
    `The cluster ${cluster} was kept.`,
    `  look at it:  ${tools.kubectl} --kubeconfig ${kubeconfigOf(cluster, state)} get pods --all-namespaces`,
    `  delete it:   ${commandLine(`clean ${cluster}`)}`,
  ].join('\n');
}

/** Refuses names that are no scenario, before anything else is looked at. */
export async function knownScenarios(names: readonly string[], options: Pick<RunOptions, 'scenarios'>): Promise<void> {
  for (const name of names) await loadScenario(name, scenarioFolders(options), known);
}

/** Parses an option that names a folder: an empty text would be the current one. */
export function named(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('expected a folder, got an empty text.');
}

/** Parses an option that is a whole number, from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,16}$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`expected a whole number of at least ${least} and at most ${most}.`);
  };
}
