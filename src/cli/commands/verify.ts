import {commandLine} from '../../system/command-line.ts';
import {join, resolve} from 'node:path';
import {Command} from 'commander';
import {InterruptedError, messageOf, UsageError} from '../../system/errors.ts';
import {systemClock} from '../../system/clock.ts';
import {exitCode} from '../../judge/judge.ts';
import {type Asked, type Attempt, type KnownScenario, type Release, releaseOf} from '../../judge/suite/release.ts';
import {releaseText} from '../../report/suite/console.ts';
import {releaseFiles} from '../../report/suite/renderers.ts';
import {budgetText} from '../../report/suite/times.ts';
import {trialId} from '../../run/id.ts';
import {known} from '../../run/known.ts';
import {runSuite, type SuiteOutcome} from '../../run/suite.ts';
import {expectedMsOfTrial} from '../../run/trial.ts';
import {discoverScenarios, type NamedScenario} from '../../scenario/discover.ts';
import {suiteOrder} from '../../scenario/order.ts';
import type {CommandContext} from '../context.ts';
import {explain, exitOf} from '../errors.ts';
import {
  knownScenarios,
  type PreparedTrial,
  prepareTrial,
  type RunOptions,
  scenarioFolders,
  withRunOptions,
} from '../prepare.ts';
import {showStanding, showVerdict, writeFiles, writeReports} from '../reports.ts';
import {say, tell} from '../streams.ts';
import {toolsHere} from '../tools-here.ts';

interface VerifyOptions extends RunOptions {
  readonly quick?: boolean;
  readonly release?: boolean;
}

/** `seatrial verify [scenario…]`: many scenarios on one cluster, and one combined report. */
export function verifyCommand(context: CommandContext): Command {
  return withRunOptions(
    new Command('verify')
      .description('Run many scenarios on one cluster and write one report: is the subject ready for production?')
      .argument('[scenario...]', 'default: all of them'),
  )
    .option(
      '--quick',
      `only the shortest (about 20 minutes), for a pull request: no release; "${commandLine('list')}" marks them`,
    )
    .option(
      '--release',
      'as the gate of a release: refused beside --quick or scenarios, which leave a release undecided',
    )
    .action(async (names: readonly string[], options: VerifyOptions) => {
      if (options.release === true && (options.quick === true || names.length > 0)) {
        throw new UsageError(
          'no-release',
          `verify ${options.quick === true ? '--quick' : 'of some scenarios'} is no release: it leaves items undecided`,
          {hint: `"${commandLine('verify --release')}" runs all scenarios`},
        );
      }
      if (options.quick === true && names.length > 0) {
        throw new UsageError('quick-and-names', 'verify takes either scenarios or --quick', {
          hint: `--quick stands for: ${quickOf(await discoverScenarios(scenarioFolders(options), known)).join(', ')}`,
        });
      }
      const {all, prepared} = await prepareSuite(names, options, context);
      const [first] = prepared;
      if (first === undefined)
        throw new UsageError('no-scenarios', 'There is no scenario to run', {
          hint: `"${commandLine('list')}" shows them`,
        });
      const {source, profile} = first.request;
      tell(
        `Time budget (a trial that is not decided is tried once more and adds its time):\n${budgetText(budgetOf(prepared))}\n`,
      );
      const id = trialId('verify', profile.facts.name, systemClock);
      const startedAt = systemClock.wall().toISOString();
      const outcome = await runSuite(
        {id, source, trials: prepared.map(({request}) => request), noise: false, repeatInconclusive: true},
        {
          ...first.effects,
          onBegin: (standing) => showStanding(standing, standing.request.scenarioName),
          async onVerdict(request, trial, history) {
            await writeReports(request.folder, trial, history);
            showVerdict(request.folder, trial);
          },
        },
      );
      const problems = [...outcome.outcomes.flatMap((one) => [one.error, ...one.cleanup]), outcome.error].filter(
        (problem) => problem !== undefined,
      );
      for (const problem of problems) tell(`${explain(problem)}\n`);
      const planned = prepared.map(({request}) => request.scenarioName);
      const release = releaseFor(outcome, {
        id,
        subject: profile.facts.name,
        startedAt,
        gate: profile.facts.gate,
        known: all,
        asked: askedBy(names, options),
        planned,
      });
      const folder = await write(release, outcome);
      say(`\n${releaseText(release)}\n\nReport: ${join(folder, 'report.html')}\n`);
      if (first.kept !== undefined) say(`${first.kept}\n`);
      context.setExit(problems.length > 0 ? worstOf(problems) : exitCode(release));
    });
}

/** All trials of the suite in their order, validated before the first is begun, and all scenarios that are known. */
async function prepareSuite(
  names: readonly string[],
  options: VerifyOptions,
  context: CommandContext,
): Promise<{readonly all: readonly KnownScenario[]; readonly prepared: readonly PreparedTrial[]}> {
  const found = await discoverScenarios(scenarioFolders(options), known);
  const wanted = names.length > 0 ? names : options.quick === true ? quickOf(found) : found.map(({name}) => name);
  await knownScenarios(wanted, options);
  const tools = toolsHere(options, context);
  const prepared: PreparedTrial[] = [];
  for (const name of new Set(wanted))
    prepared.push(
      await prepareTrial(name, options, context, {planOnly: false, tools, isQuick: options.quick === true}),
    );
  const order = suiteOrder(prepared.map(({request}) => ({name: request.scenarioName, scenario: request.scenario}))).map(
    ({name}) => name,
  );
  return {
    all: found.map(({name, scenario: {items, pattern}}) => ({
      name,
      items,
      ...(pattern === undefined ? {} : {pattern}),
    })),
    prepared: prepared.toSorted(
      (one, other) => order.indexOf(one.request.scenarioName) - order.indexOf(other.request.scenarioName),
    ),
  };
}

function askedBy(names: readonly string[], {quick}: VerifyOptions): Asked {
  return quick === true ? 'quick' : names.length > 0 ? 'some' : 'release';
}

function quickOf(found: readonly NamedScenario[]): readonly string[] {
  return found.filter(({scenario}) => scenario.quick === true).map(({name}) => name);
}

function budgetOf(prepared: readonly PreparedTrial[]): Parameters<typeof budgetText>[0] {
  const source = prepared
    .slice(0, 1)
    .map(({request}) => ({title: request.source.title, ms: request.source.expectedMs}));
  return [...source, ...prepared.map(({request}) => ({title: request.scenarioName, ms: expectedMsOfTrial(request)}))];
}

type SuiteIdentity = Pick<
  Parameters<typeof releaseOf>[0],
  'id' | 'subject' | 'startedAt' | 'gate' | 'known' | 'asked' | 'planned'
>;

function releaseFor({outcomes, error, besides}: SuiteOutcome, identity: SuiteIdentity): Release {
  const attempts = outcomes.flatMap(({trial, lastedMs}): readonly Attempt[] =>
    trial === undefined ? [] : [{trial, lastedMs}],
  );
  const residue = outcomes.flatMap((one) => one.residue.map((line) => `${one.request.scenarioName}: ${line}`));
  const status = error === undefined ? 'completed' : error instanceof InterruptedError ? 'interrupted' : 'errored';
  return releaseOf({
    ...identity,
    attempts,
    residue,
    besides,
    status,
    ...(error === undefined ? {} : {error: messageOf(error)}),
  });
}

/** Writes the combined report into a folder beside those of the trials, and names it. */
async function write(release: Release, {outcomes}: SuiteOutcome): Promise<string> {
  const folder = resolve('reports', release.id);
  const trials = outcomes.flatMap(({trial}) => (trial === undefined ? [] : [trial]));
  await writeFiles(folder, releaseFiles(release, trials));
  return folder;
}

/** Usage, then interruption, then failure of the harness. */
function worstOf(problems: readonly unknown[]): number {
  const codes = problems.map(exitOf);
  return [64, 130, 3].find((code) => codes.includes(code)) ?? 3;
}
