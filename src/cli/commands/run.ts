import {commandLine} from '../../system/command-line.ts';
import {Command} from 'commander';
import {exitCode} from '../../judge/judge.ts';
import {runTrial, type TrialOutcome} from '../../run/trial.ts';
import type {CommandContext} from '../context.ts';
import {explain, exitOf} from '../errors.ts';
import {knownScenarios, prepareTrial, type RunOptions, withRunOptions} from '../prepare.ts';
import {showVerdict, writeReports} from '../reports.ts';
import {say, tell} from '../streams.ts';
import {toolsHere} from '../tools-here.ts';

/** `seatrial run <scenario…>`: one trial of each scenario on the subject. */
export function runCommand(context: CommandContext): Command {
  return withRunOptions(
    new Command('run')
      .description('Run each scenario against the subject on a test cluster, and judge it')
      .argument('<scenario...>', `such as oom; "${commandLine('list')}" shows them all`),
  ).action(async (names: readonly string[], options: RunOptions) => {
    const codes: number[] = [];
    await knownScenarios(names, options);
    // Validated whole before the first is begun.
    const tools = toolsHere(options, context);
    const prepared = [];
    for (const name of names) prepared.push(await prepareTrial(name, options, context, {planOnly: false, tools}));
    for (const {request, effects, kept} of prepared) {
      const outcome = await runTrial(request, {
        ...effects,
        async onVerdict(trial, history) {
          await writeReports(request.folder, trial, history);
          showVerdict(request.folder, trial);
        },
      });
      codes.push(concluded(outcome));
      if (kept !== undefined) say(`${kept}\n`);
      // Also after the verdict, while things were taken back.
      if (!context.signal.aborted) continue;
      codes.push(130);
      break;
    }
    context.setExit(worst(codes));
  });
}

/** Prints what went wrong beside the verdict and gives the exit code of one trial. */
export function concluded({trial, error, cleanup, residue}: TrialOutcome): number {
  if (error !== undefined) tell(`${explain(error)}\n`);
  for (const problem of cleanup) tell(`${explain(problem)}\n`);
  for (const line of residue) tell(`Left behind: ${line}\n`);
  if (cleanup.length > 0) tell(`Something may have been left behind: ${commandLine('clean --list')}\n`);
  if (error !== undefined && exitOf(error) !== 3) return exitOf(error);
  if (error !== undefined || cleanup.length > 0) return 3;
  return trial === undefined ? 0 : exitCode(trial);
}

/** Usage, then interruption, then failure of the harness, then fail, then inconclusive. */
function worst(codes: readonly number[]): number {
  return [64, 130, 3, 1, 2].find((code) => codes.includes(code)) ?? 0;
}
