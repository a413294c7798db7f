import {Command} from 'commander';
import {join, resolve} from 'node:path';
import {type CalibrationResult, detectionTable} from '../../judge/suite/detection.ts';
import {aligned} from '../../report/suite/console.ts';
import {detectionMarkdown, detectionText} from '../../report/suite/detection.ts';
import {budgetText, timeCells, timeTable} from '../../report/suite/times.ts';
import type {ClusterSource} from '../../run/cluster-source.ts';
import type {TrialRequest} from '../../run/context.ts';
import {trialId} from '../../run/id.ts';
import {runSuite, type SuiteOutcome} from '../../run/suite.ts';
import {expectedMsOfTrial} from '../../run/trial.ts';
import {suiteOrder} from '../../scenario/order.ts';
import type {Expectation} from '../../subject/profile/profile.ts';
import {findTwins} from '../../subject/profile/twins.ts';
import {systemClock} from '../../system/clock.ts';
import {UsageError} from '../../system/errors.ts';
import {type CommandContext, demoProfile, home} from '../context.ts';
import {exitOf, explain} from '../errors.ts';
import {knownScenarios, prepareTrial, wholeNumber, yesOption} from '../prepare.ts';
import {showStanding, showVerdict, writeFiles, writeReports} from '../reports.ts';
import {say, tell} from '../streams.ts';
import {isOurs, toolsHere} from '../tools-here.ts';

interface CalibrateOptions {
  readonly reuse?: boolean;
  readonly noise?: boolean;
  readonly repeat: number;
  readonly subjects?: readonly string[];
  readonly yes?: boolean;
}

interface Planned {
  readonly subject: string;
  readonly expect: Expectation | undefined;
  readonly request: Omit<TrialRequest, 'source'>;
}

/**
 * `seatrial calibrate [scenario…]`: runs scenarios on the good demo and on their twins, and prints the detection table.
 */
export function calibrateCommand(context: CommandContext): Command {
  return new Command('calibrate')
    .description(
      'Test the checks themselves: the demo must pass, its twins with one defect each must fail. Exits with 1 when not',
    )
    .argument('[scenario...]', 'default: every scenario that has twins')
    .option('--noise', 'keep the CPU busy meanwhile: the demo must not fail, and no twin may pass')
    .option('--repeat <times>', 'how often each subject is tried', wholeNumber(1, 100), 1)
    .option('--subjects <names...>', 'only these: "good", or names of twins')
    .option('--reuse', 'use the cluster that is kept between runs')
    .option(...yesOption)
    .action(async (names: readonly string[], options: CalibrateOptions) => {
      const planned = await planTrials(names, options, context);
      const results: CalibrationResult[] = [];
      tell(`Time budget:\n${budgetText(budgetOf(planned.source, planned.trials))}\n`);
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
          onBegin: (standing) => showStanding(standing, titleIn(planned.trials, standing.request)),
          async onVerdict(request, trial, history) {
            await writeReports(request.folder, trial, history);
            showVerdict(request.folder, trial);
            const one = planned.trials.find((candidate) => candidate.request === request);
            results.push({subject: one?.subject ?? '', scenario: request.scenarioName, expect: one?.expect, trial});
          },
        },
      );
      const problems = [error, ...outcomes.flatMap((outcome) => [outcome.error, ...outcome.cleanup])].filter(
        (problem) => problem !== undefined,
      );
      for (const line of outcomes.flatMap(({residue}) => residue)) tell(`Left behind: ${line}\n`);
      for (const problem of problems) tell(`${explain(problem)}\n`);
      const table = detectionTable(results, {noise: options.noise === true});
      const folder = resolve('reports', planned.id);
      const title = `Calibration of ${[...new Set(results.map(({scenario}) => scenario))].join(', ')}${options.noise === true ? ' with noise' : ''}`;
      const detection = [
        ['detection.json', `${JSON.stringify(table, undefined, 2)}\n`],
        ['detection.md', detectionMarkdown(table, title)],
      ] as const;
      await writeFiles(folder, new Map(detection));
      say(
        `\n${title}\n\n${detectionText(table)}\n\nWhere the time went:\n${timesOf(outcomes, planned.trials, besides)}\n\nTable: ${join(folder, 'detection.md')}\n`,
      );
      context.setExit(problems.length > 0 ? Math.max(...problems.map(exitOf)) : table.good ? 0 : 1);
    });
}

/** All trials of the calibration, validated before the first is begun: of each scenario the good subject first. */
async function planTrials(
  names: readonly string[],
  {reuse, repeat, subjects, yes = false}: CalibrateOptions,
  context: CommandContext,
) {
  const twins = await findTwins(join(home, 'demo', 'twins'), home);
  const scenarios = names.length > 0 ? names : [...new Set(twins.map(({expect}) => expect.scenario))];
  const wanted = (name: string): boolean => subjects === undefined || subjects.includes(name);
  await knownScenarios(scenarios, {});
  const pairs = scenarios.flatMap((scenario) => [
    {scenario, subject: 'good', profile: demoProfile, expect: undefined},
    ...twins
      .filter(({expect}) => expect.scenario === scenario)
      .map(({name, profile, expect}) => ({scenario, subject: name, profile: profile.path, expect})),
  ]);
  const tools = toolsHere({yes}, context);
  const prepared = [];
  for (const {scenario, subject, profile, expect} of pairs.filter((pair) => wanted(pair.subject))) {
    for (let time = 0; time < repeat; time += 1) {
      const one = await prepareTrial(scenario, {subject: profile, reuse: reuse === true, trusts: isOurs}, context, {
        planOnly: false,
        tools,
      });
      prepared.push({subject, expect, one});
    }
  }
  const [first] = prepared;
  if (first === undefined)
    throw new UsageError('no-subjects', `No subject is called ${subjects?.join(' or ') ?? 'so'}`, {
      hint: `There are: good, ${twins.map(({name}) => name).join(', ')}`,
    });
  const order = suiteOrder(
    prepared.map(({one: {request}}) => ({name: request.scenarioName, scenario: request.scenario})),
  ).map(({name}) => name);
  const trials = prepared
    .map(({subject, expect, one}): Planned => ({subject, expect, request: one.request}))
    .toSorted((one, other) => order.indexOf(one.request.scenarioName) - order.indexOf(other.request.scenarioName));
  return {
    id: trialId('calibrate', scenarios.join('-'), systemClock),
    trials,
    source: first.one.request.source,
    effects: first.one.effects,
  };
}

function budgetOf(source: ClusterSource, trials: readonly Planned[]): Parameters<typeof budgetText>[0] {
  return [
    {title: source.title, ms: source.expectedMs},
    ...trials.map((one) => ({title: titleOf(one), ms: expectedMsOfTrial(one.request)})),
  ];
}

function timesOf(
  outcomes: SuiteOutcome['outcomes'],
  trials: readonly Planned[],
  besides: SuiteOutcome['besides'],
): string {
  const timed = outcomes.map(({request, trial, lastedMs}) => {
    return {title: titleIn(trials, request), phases: trial?.phases ?? [], lastedMs};
  });
  return aligned(timeCells(timeTable(timed, besides)));
}

function titleIn(trials: readonly Planned[], request: Planned['request']): string {
  const planned = trials.find((one) => one.request === request);
  return planned === undefined ? request.scenarioName : titleOf(planned);
}

function titleOf({subject, request}: Planned): string {
  return `${request.scenarioName}: ${subject}`;
}
