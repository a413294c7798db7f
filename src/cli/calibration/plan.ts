import {dirname, join} from 'node:path';
import type {NotTried, Planted} from '../../judge/suite/detection.ts';
import {whyUncounted} from '../../judge/scope.ts';
import type {ClusterSource} from '../../run/cluster-source.ts';
import {trialId} from '../../run/id.ts';
import type {SuiteTrial} from '../../run/suite.ts';
import {suiteOrder} from '../../scenario/order.ts';
import type {Expectation} from '../../subject/profile/profile.ts';
import type {Mutant} from '../../subject/mutants/mutant.ts';
import {plantingOf} from '../../subject/mutants/plant.ts';
import {systemClock} from '../../system/clock.ts';
import {UsageError} from '../../system/errors.ts';
import type {CommandContext} from '../context.ts';
import {knownScenarios, type PreparedTrial, prepareTrial, type RunOptions} from '../prepare.ts';
import {isOurs, toolsHere} from '../tools-here.ts';
import {mutantTrial} from './mutant-trial.ts';
import {type Calibrated, calibratedBy} from './subjects.ts';

export interface CalibrationOptions extends RunOptions {
  readonly repeat: number;
  readonly subjects?: readonly string[];
  /** Each defect is tried once more with the fix of its own finding. */
  readonly fixed?: boolean;
}

/** One trial of a calibration. */
export interface PlannedTrial {
  /** `good`, or the name of a twin or a mutant. */
  readonly subject: string;
  readonly request: SuiteTrial;
  readonly expect: Expectation | undefined;
  readonly planted?: Planted;
  /** It is made when its turn comes, of `request`, the sound subject, and what was measured of that. */
  readonly measured?: Mutant;
  /** It is made when its turn comes: the trial before it, with the fix of its own finding. */
  readonly isFixed?: true;
}

export interface Calibration {
  readonly id: string;
  readonly trials: readonly PlannedTrial[];
  readonly notTried: readonly NotTried[];
  readonly isKnownSound: boolean;
  readonly source: ClusterSource;
  readonly effects: PreparedTrial['effects'];
}

/** The good subject's name in the table, and for `--subjects`. */
export const good = 'good';

/**
 * All trials of a calibration, validated before the first is begun: of each scenario the good subject first. `reports`
 * is to hold their folders. Throws UsageError for the user's mistakes, and what `prepareTrial` throws.
 */
export async function planCalibration(
  names: readonly string[],
  options: CalibrationOptions,
  context: CommandContext,
  reports: string,
): Promise<Calibration> {
  const about = await calibratedBy(options);
  const scenarios = names.length > 0 ? names : scenariosOf(about);
  await knownScenarios(scenarios, options);
  knownSubjects(options.subjects ?? [], about);
  const {root} = about;
  const tools = toolsHere(options, context);
  const prepare = async (scenario: string, subject: string): Promise<PreparedTrial> =>
    prepareTrial(scenario, {...options, ...(root === undefined ? {} : {root}), subject, trusts: isOurs}, context, {
      planOnly: false,
      tools,
      reports,
    });
  const planned: PlannedTrial[] = [];
  const notTried: NotTried[] = [];
  let first: PreparedTrial | undefined;
  for (const scenario of scenarios) {
    const sound = await prepare(scenario, about.profile);
    const trials = await trialsOf(scenario, sound, about, {
      isWanted: (name) => options.subjects === undefined || options.subjects.includes(name),
      isAsked: names.length > 0,
      prepare,
      notTried,
    });
    first ??= trials.length > 0 ? sound : undefined;
    planned.push(...trials.flatMap((trial) => eachTime(trial, options)));
  }
  if (first === undefined) throw nothingToTry(scenarios, notTried);
  return {
    id: trialId('calibrate', names.length > 0 ? names.join('-') : first.request.profile.facts.name, systemClock),
    trials: inOrder(planned),
    notTried,
    isKnownSound: about.isKnownSound,
    source: first.request.source,
    effects: first.effects,
  };
}

interface Choice {
  readonly isWanted: (name: string) => boolean;
  /** The scenario was named: the good subject runs it even when nothing must be caught in it. */
  readonly isAsked: boolean;
  readonly prepare: (scenario: string, profile: string) => Promise<PreparedTrial>;
  readonly notTried: NotTried[];
}

/** The trials of one scenario: the good subject, its twins, and the mutants that apply. */
async function trialsOf(
  scenario: string,
  {request: sound}: PreparedTrial,
  {twins, mutants}: Calibrated,
  {isWanted, isAsked, prepare, notTried}: Choice,
): Promise<readonly PlannedTrial[]> {
  const trials: PlannedTrial[] = [];
  for (const {name, profile, expect} of twins) {
    if (expect.scenario !== scenario || !isWanted(name)) continue;
    trials.push({subject: name, request: (await prepare(scenario, profile.path)).request, expect});
  }
  for (const mutant of mutants) {
    const {name, defect} = mutant;
    if (mutant.scenario !== scenario || !isWanted(name)) continue;
    const uncounted = whyUncounted(mutant.check, {
      subject: sound.profile.facts,
      startedAt: systemClock.wall().toISOString(),
    });
    if (uncounted !== undefined) {
      notTried.push({subject: name, scenario, defect, reason: uncounted});
      continue;
    }
    if (mutant.isMeasured === true && isWanted(good)) {
      trials.push({subject: name, request: sound, expect: undefined, measured: mutant});
      continue;
    }
    const planting = plantingOf(mutant, sound);
    if ('reason' in planting) notTried.push({subject: name, scenario, defect, reason: planting.reason});
    else trials.push({subject: name, ...mutantTrial(sound, mutant, planting)});
  }
  const isGoodTried = isWanted(good) && (trials.length > 0 || isAsked);
  return [...(isGoodTried ? [{subject: good, request: sound, expect: undefined}] : []), ...trials];
}

/** A trial as often as it is tried, each time under an id of its own, and with `fixed` that of its fix right after it. */
export function eachTime(
  trial: PlannedTrial,
  {repeat, fixed}: Pick<CalibrationOptions, 'repeat' | 'fixed'>,
): readonly PlannedTrial[] {
  return repeated(trial, repeat).flatMap(fixed === true ? withFixed : alone);
}

function repeated(trial: PlannedTrial, times: number): readonly PlannedTrial[] {
  return Array.from({length: times}, (_, time) => {
    const {request, subject, measured} = trial;
    const {name} = request.profile.facts;
    const own = measured === undefined ? name : `${name}-${subject}`;
    const id = trialId(request.scenarioName, own, systemClock);
    return {...trial, request: {...request, id, folder: beside(request, id), seed: (request.seed + time) % 2 ** 31}};
  });
}

function alone(trial: PlannedTrial): readonly PlannedTrial[] {
  return [trial];
}

/** A trial of a defect, and that of its fix right after it. */
function withFixed(trial: PlannedTrial): readonly PlannedTrial[] {
  const {subject, request} = trial;
  if (subject === good) return [trial];
  const id = trialId(request.scenarioName, `${request.profile.facts.name}-fixed`, systemClock);
  const fixed = {...request, id, folder: beside(request, id)};
  return [trial, {subject: `${subject} fixed`, request: fixed, expect: undefined, isFixed: true}];
}

/** Where another trial is recorded, in the folder that holds this one's. */
function beside({folder}: SuiteTrial, id: string): string {
  return join(dirname(folder), id);
}

function inOrder(trials: readonly PlannedTrial[]): readonly PlannedTrial[] {
  const order = suiteOrder(trials.map(({request}) => ({name: request.scenarioName, scenario: request.scenario}))).map(
    ({name}) => name,
  );
  return trials.toSorted(
    (one, other) => order.indexOf(one.request.scenarioName) - order.indexOf(other.request.scenarioName),
  );
}

function scenariosOf({twins, mutants}: Calibrated): readonly string[] {
  return [...new Set([...twins.map(({expect}) => expect.scenario), ...mutants.map(({scenario}) => scenario)])];
}

/** Refuses names of subjects that are none, before anything else is looked at. */
function knownSubjects(names: readonly string[], {twins, mutants}: Calibrated): void {
  const known = [good, ...twins.map(({name}) => name), ...mutants.map(({name}) => name)];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UsageError('no-subjects', `No subject is called ${unknown.join(' or ')}`, {
      hint: `There are: ${known.join(', ')}`,
    });
}

function nothingToTry(scenarios: readonly string[], notTried: readonly NotTried[]): UsageError {
  const reasons = notTried.map(({subject, reason}) => `\n${subject}: ${reason}`);
  return new UsageError('nothing-to-try', `Nothing is to be tried in ${scenarios.join(', ')}${reasons.join('')}`, {
    hint: 'Name other subjects with --subjects, or leave it out',
  });
}
