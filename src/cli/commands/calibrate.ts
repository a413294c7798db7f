import {Command} from 'commander';
import {join, resolve} from 'node:path';
import {type CalibrationResult, detectionTable} from '../../judge/suite/detection.ts';
import {aligned} from '../../report/suite/console.ts';
import {detectionMarkdown, detectionText} from '../../report/suite/detection.ts';
import {budgetText, timeCells, timeTable} from '../../report/suite/times.ts';
import {runSuite, type SuiteOutcome} from '../../run/suite.ts';
import {expectedMsOfTrial} from '../../run/trial.ts';
import {type Calibration, type CalibrationOptions, planCalibration} from '../calibration/plan.ts';
import {type Turns, turnsOf} from '../calibration/turns.ts';
import type {CommandContext} from '../context.ts';
import {exitOf, explain} from '../errors.ts';
import {wholeNumber, withSubjectOptions, yesOption} from '../prepare.ts';
import {showStanding, showVerdict, writeFiles, writeReports} from '../reports.ts';
import {say, tell} from '../streams.ts';

interface CalibrateOptions extends CalibrationOptions {
  readonly noise?: boolean;
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
    .option('--reuse', 'use the cluster that is kept between runs')
    .option(...yesOption)
    .action(async (names: readonly string[], options: CalibrateOptions) => {
      const planned = await planCalibration(names, options, context);
      const turns = turnsOf(planned.trials);
      const results: CalibrationResult[] = [];
      tell(`Time budget:\n${budgetText(budgetOf(planned))}\n`);
      const {outcomes, error, besides} = await runSuite(
        {
          id: planned.id,
          source: planned.source,
          trials: planned.trials.map(({request}) => request),
          noise: options.noise === true,
          repeatInconclusive: false,
        },
        {
          ...planned.effects,
          inTurn: (request) => turns.inTurn(request),
          onBegin: (standing) => showStanding(standing, titleIn(turns, standing.request)),
          async onVerdict(request, trial, history) {
            await writeReports(request.folder, trial, history);
            showVerdict(request.folder, trial);
            turns.learn(request, history);
            results.push({...turns.triedAs(request), scenario: request.scenarioName, trial});
          },
        },
      );
      const problems = [error, ...outcomes.flatMap((outcome) => [outcome.error, ...outcome.cleanup])].filter(
        (problem) => problem !== undefined,
      );
      for (const line of outcomes.flatMap(({residue}) => residue)) tell(`Left behind: ${line}\n`);
      for (const problem of problems) tell(`${explain(problem)}\n`);
      const table = detectionTable(results, {
        noise: options.noise === true,
        isKnownSound: planned.isKnownSound,
        notTried: [...planned.notTried, ...turns.notTried],
      });
      const folder = resolve('reports', planned.id);
      const title = titleOf(planned, options.noise === true);
      const detection = [
        ['detection.json', `${JSON.stringify(table, undefined, 2)}\n`],
        ['detection.md', detectionMarkdown(table, title)],
      ] as const;
      await writeFiles(folder, new Map(detection));
      say(
        `\n${title}\n\n${detectionText(table)}\n\nWhere the time went:\n${timesOf(outcomes, turns, besides)}\n\nTable: ${join(folder, 'detection.md')}\n`,
      );
      context.setExit(problems.length > 0 ? Math.max(...problems.map(exitOf)) : table.good ? 0 : 1);
    });
}

function titleOf({trials}: Calibration, noise: boolean): string {
  const scenarios = [...new Set(trials.map(({request}) => request.scenarioName))].join(', ');
  return `Calibration of ${scenarios}${noise ? ' with noise' : ''}`;
}

function budgetOf({source, trials}: Calibration): Parameters<typeof budgetText>[0] {
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
