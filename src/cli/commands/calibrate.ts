import {Command} from 'commander';
import {join} from 'node:path';
import type {History} from '../../history/history.ts';
import {type CalibrationResult, type DetectionTable, detectionTable} from '../../judge/suite/detection.ts';
import {type FixedResult, type FixedTable, fixedTable} from '../../judge/suite/fixed.ts';
import type {Trial} from '../../judge/trial.ts';
import {aligned} from '../../report/suite/console.ts';
import {detectionMarkdown, detectionText} from '../../report/suite/detection.ts';
import {fixedMarkdown, fixedText} from '../../report/suite/fixed.ts';
import {budgetText, timeCells, timeTable} from '../../report/suite/times.ts';
import {runSuite, type SuiteOutcome, type SuiteTrial} from '../../run/suite.ts';
import {expectedMsOfTrial} from '../../run/trial.ts';
import {commandLine, quoted} from '../../system/command-line.ts';
import {UsageError} from '../../system/errors.ts';
import type {Calibration, CalibrationOptions} from '../calibration/plan.ts';
import {begin, type Begun, resume} from '../calibration/resume.ts';
import {type Turns, turnsOf} from '../calibration/turns.ts';
import type {CommandContext} from '../context.ts';
import {exitOf, explain} from '../errors.ts';
import {named, patienceOption, wholeNumber, withSubjectOptions, yesOption} from '../prepare.ts';
import {showStanding, showVerdict, writeFiles, writeReports} from '../reports.ts';
import {say, tell} from '../streams.ts';

interface CalibrateOptions extends CalibrationOptions {
  readonly noise?: boolean;
  readonly resume?: string;
}

/**
 * `seatrial calibrate [scenario…]`: runs scenarios on a good subject and on copies of it with one defect each, and
 * prints the detection table.
 */
export function calibrateCommand(context: CommandContext): Command {
  return withSubjectOptions(
    new Command('calibrate')
      .description(
        'Test the checks themselves: the demo must pass, its twins with one defect each must fail. Exits with 1 when not',
      )
      .argument('[scenario...]', 'default: every scenario in which a defect must be caught'),
    'put one defect at a time into this service instead: could a trial of it have failed?',
  )
    .option('--noise', 'keep the CPU busy meanwhile: the good subject must not fail, and no defect may pass')
    .option('--repeat <times>', 'how often each subject is tried', wholeNumber(1, 100), 1)
    .option('--subjects <names...>', 'only these: "good", or names of twins or mutants')
    .option('--fixed', 'try each defect that is caught once more, with the fix of its own finding: it must pass then')
    .option('--resume <folder>', 'go on with a calibration that stopped, by its folder: what it completed stays', named)
    .option(...patienceOption)
    .option('--reuse', 'use the cluster that is kept between runs')
    .option(...yesOption)
    .action(async (names: readonly string[], options: CalibrateOptions) => {
      const {calibration, folder, done, noise} = await begun(names, options, context);
      const turns = turnsOf(calibration.trials);
      const results: CalibrationResult[] = [];
      const fixed: FixedResult[] = [];
      const take = (request: SuiteTrial, trial: Trial, history: History): void => {
        turns.learn(request, history, trial);
        const {scenarioName: scenario} = request;
        const {fixed: fix, ...tried} = turns.triedAs(request);
        if (fix === undefined) results.push({...tried, scenario, trial});
        else fixed.push({...fix, scenario, trial});
      };
      for (const {planned, trial, history} of done) {
        const request = turns.inTurn(planned.request);
        if (request !== undefined) take(request, trial, history);
      }
      const left = calibration.trials.filter((one) => !done.some(({planned}) => planned === one));
      if (done.length > 0) tell(`${done.length} of ${calibration.trials.length} trials were completed before.\n`);
      tell(`Time budget:\n${budgetText(budgetOf(calibration, left))}\n`);
      const {outcomes, error, besides} =
        left.length === 0
          ? nothingLeft
          : await runSuite(
              {
                id: calibration.id,
                source: calibration.source,
                trials: left.map(({request}) => request),
                noise,
                repeatInconclusive: false,
              },
              {
                ...calibration.effects,
                inTurn: (request) => turns.inTurn(request),
                onBegin: (standing) => showStanding(standing, titleIn(turns, standing.request)),
                async onVerdict(request, trial, history) {
                  await writeReports(request.folder, trial, history);
                  showVerdict(request.folder, trial);
                  take(request, trial, history);
                },
              },
            );
      const problems = [error, ...outcomes.flatMap((outcome) => [outcome.error, ...outcome.cleanup])].filter(
        (problem) => problem !== undefined,
      );
      for (const line of outcomes.flatMap(({residue}) => residue)) tell(`Left behind: ${line}\n`);
      for (const problem of problems) tell(`${explain(problem)}\n`);
      if (error !== undefined) tell(`To go on: ${commandLine(`calibrate --resume ${quoted(folder)}`)}\n`);
      const table = detectionTable(results, {
        noise,
        isKnownSound: calibration.isKnownSound,
        notTried: [...calibration.notTried, ...turns.notTried],
      });
      const title = titleOf(calibration, noise);
      const isFixed = calibration.trials.some((one) => one.isFixed === true);
      const fixes = isFixed ? fixedTable(fixed, {noise, notFixed: turns.notFixed}) : undefined;
      await writeFiles(folder, tableFiles(title, table, fixes));
      const tables = [
        title,
        detectionText(table),
        ...(fixes === undefined ? [] : ['With their fixes', fixedText(fixes)]),
        `Where the time went:\n${timesOf(outcomes, turns, besides)}`,
        `Table: ${join(folder, 'detection.md')}${fixes === undefined ? '' : `, ${join(folder, 'fixed.md')}`}`,
      ];
      say(`\n${tables.join('\n\n')}\n`);
      const isGood = table.good && fixes?.good !== false;
      context.setExit(problems.length > 0 ? Math.max(...problems.map(exitOf)) : isGood ? 0 : 1);
    });
}

const nothingLeft: SuiteOutcome = {outcomes: [], error: undefined, besides: []};

/** The calibration that was asked for, or one that goes on; what that was asked for cannot be changed. */
async function begun(names: readonly string[], options: CalibrateOptions, context: CommandContext): Promise<Begun> {
  const {resume: folder, yes, reuse, repeat, ...asked} = options;
  if (folder === undefined) return begin(names, options, context);
  if (names.length > 0 || repeat > 1 || Object.keys(asked).length > 0)
    throw new UsageError(
      'resume-and-more',
      '--resume goes on with what that calibration was asked for, and nothing else',
      {
        hint: 'Leave out everything but --resume, --reuse and --yes',
      },
    );
  return resume(folder, {...(yes === undefined ? {} : {yes}), ...(reuse === undefined ? {} : {reuse})}, context);
}

function tableFiles(title: string, table: DetectionTable, fixes: FixedTable | undefined): ReadonlyMap<string, string> {
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
  return new Map([
    ['detection.json', json(table)],
    ['detection.md', detectionMarkdown(table, title)],
    ...(fixes === undefined
      ? []
      : ([
          ['fixed.json', json(fixes)],
          ['fixed.md', fixedMarkdown(fixes, `${title}: with their fixes`)],
        ] as const)),
  ]);
}

function titleOf({trials}: Calibration, noise: boolean): string {
  const scenarios = [...new Set(trials.map(({request}) => request.scenarioName))].join(', ');
  return `Calibration of ${scenarios}${noise ? ' with noise' : ''}`;
}

function budgetOf({source}: Calibration, trials: Calibration['trials']): Parameters<typeof budgetText>[0] {
  return [
    {title: source.title, ms: source.expectedMs},
    ...trials.map(({request, subject}) => ({
      title: `${request.scenarioName}: ${subject}`,
      ms: expectedMsOfTrial(request),
    })),
  ];
}

function timesOf(outcomes: SuiteOutcome['outcomes'], turns: Turns, besides: SuiteOutcome['besides']): string {
  const timed = outcomes.map(({request, trial, lastedMs}) => {
    return {title: titleIn(turns, request), phases: trial?.phases ?? [], lastedMs};
  });
  return aligned(timeCells(timeTable(timed, besides)));
}

function titleIn(turns: Turns, request: Parameters<Turns['triedAs']>[0]): string {
  return `${request.scenarioName}: ${turns.triedAs(request).subject}`;
}
