import {existsSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import type {History} from '../../history/history.ts';
import {readHistory} from '../../history/reader.ts';
import {judge} from '../../judge/judge.ts';
import type {Trial} from '../../judge/trial.ts';
import type {CommandContext} from '../context.ts';
import {ofStored} from '../reports.ts';
import {type Calibration, type CalibrationOptions, planCalibration, type PlannedTrial} from './plan.ts';
import {type CalibrationRecord, readRecord, writeRecord} from './record.ts';

/** A trial that an earlier run of the calibration completed, judged as today. */
export interface Done {
  readonly planned: PlannedTrial;
  readonly trial: Trial;
  readonly history: History;
}

/** A calibration that is begun or goes on. */
export interface Begun {
  readonly calibration: Calibration;
  readonly folder: string;
  /** In their order; the others of `calibration.trials` are left. */
  readonly done: readonly Done[];
  readonly noise: boolean;
}

interface BeginOptions extends CalibrationOptions {
  readonly noise?: boolean;
}

/** Begins a calibration with a folder of its own. Throws what `planCalibration` throws. */
export async function begin(names: readonly string[], options: BeginOptions, context: CommandContext): Promise<Begun> {
  const reports = resolve('reports');
  const calibration = await planCalibration(names, options, context, reports);
  const folder = join(reports, calibration.id);
  await writeRecord(folder, recordOf(names, options, calibration.trials));
  return {calibration, folder, done: [], noise: options.noise === true};
}

/**
 * Goes on with a calibration that stopped: what it was asked for is asked again, and what it completed stays. Throws
 * UsageError for a folder that is none of a calibration, and what `planCalibration` and reading a trial throw.
 */
export async function resume(
  given: string,
  how: Pick<BeginOptions, 'yes' | 'reuse'>,
  context: CommandContext,
): Promise<Begun> {
  const folder = resolve(given);
  const record = await readRecord(folder);
  const {names} = record;
  const options: BeginOptions = {...stated(record.options), repeat: record.options.repeat, ...how};
  // What is tried now is found by the next one, wherever somebody stands.
  const reports = dirname(folder);
  const calibration = await planCalibration(names, options, context, reports);
  const {trials, done} = await withDone(record, reports, calibration.trials);
  await writeRecord(folder, recordOf(names, options, trials));
  return {calibration: {...calibration, trials}, folder, done, noise: options.noise === true};
}

/**
 * The trials of a calibration, those that were completed under the ids of then, and these among them. `reports` is the
 * folder that holds the folders of the trials. Throws what reading a trial throws.
 */
export async function withDone(
  record: Pick<CalibrationRecord, 'trials'>,
  reports: string,
  planned: readonly PlannedTrial[],
): Promise<{readonly trials: readonly PlannedTrial[]; readonly done: readonly Done[]}> {
  const done: Done[] = [];
  const trials: PlannedTrial[] = [];
  for (const one of planned) {
    const id = recordedAs(record, one, trials);
    const folder = id === undefined ? undefined : join(reports, id);
    const kept = folder === undefined ? undefined : await completed(folder);
    const now =
      id === undefined || folder === undefined || kept === undefined
        ? one
        : {...one, request: {...one.request, id, folder}};
    trials.push(now);
    if (kept !== undefined) done.push({planned: now, ...kept});
  }
  return {trials, done};
}

/** The id under which a trial was recorded: of several of one subject in one scenario the first is the first again. */
function recordedAs(
  {trials}: Pick<CalibrationRecord, 'trials'>,
  {subject, request}: PlannedTrial,
  before: readonly PlannedTrial[],
): string | undefined {
  const alike = trials.filter((one) => one.subject === subject && one.scenario === request.scenarioName);
  const nth = before.filter((one) => one.subject === subject && one.request.scenarioName === request.scenarioName);
  return alike[nth.length]?.id;
}

/** A trial as it was recorded; undefined when it was not begun, or not brought to its end. */
async function completed(folder: string): Promise<Omit<Done, 'planned'> | undefined> {
  if (!existsSync(join(folder, 'trial.json'))) return undefined;
  const history = await readHistory(folder);
  const trial = ofStored(folder, () => judge(history));
  return trial.status === 'completed' ? {trial, history} : undefined;
}

/** What a calibration is recorded as: all that `resume` asks again. */
export function recordOf(
  names: readonly string[],
  {subject, root, remoteBases, trustSubject, noise, fixed, subjects, patience, repeat}: BeginOptions,
  trials: readonly PlannedTrial[],
): CalibrationRecord {
  const files = {subject: absolute(subject), root: absolute(root)};
  return {
    schema: 1,
    names: [...names],
    options: {
      ...stated({...files, remoteBases, trustSubject, noise, fixed, subjects: subjects?.slice(), patience}),
      repeat,
    },
    trials: trials.map((one) => ({scenario: one.request.scenarioName, subject: one.subject, id: one.request.id})),
  };
}

/** It may go on from another folder. */
function absolute(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
}

/** The options that somebody stated. */
function stated<Options extends object>(options: Options): {[Key in keyof Options]?: Exclude<Options[Key], undefined>} {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Options]?: Exclude<Options[Key], undefined>;
  };
}
