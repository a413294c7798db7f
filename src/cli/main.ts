import {Command, CommanderError} from 'commander';
import {calibrateCommand} from './calibrate.ts';
import {cleanCommand} from './clean.ts';
import {doctorCommand} from './doctor.ts';
import {exitOf, explain} from './errors.ts';
import {interruptSignal} from './interrupt.ts';
import {judgeCommand} from './judge.ts';
import {listCommand} from './list.ts';
import {planCommand} from './plan.ts';
import {reportCommand} from './report.ts';
import {runCommand} from './run.ts';
import {setupCommand} from './setup.ts';
import {refuseSwallowedFlags} from './swallowed.ts';

const exitCodes = `
Exit codes:
  0 pass   1 fail   2 inconclusive   3 the harness failed or left something behind
  64 wrong usage or input   130 interrupted`;

/** Runs the command line (without `node` and the script) and gives the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const signal = interruptSignal(() => process.exit(130));
  const context = {signal, argv, setExit: (code: number) => (exitCode = code)};
  const program = new Command('seatrial')
    .description('A sea trial for Kubernetes workloads: three times peak load, real faults, and a verdict with evidence.')
    .addHelpText('after', exitCodes)
    .exitOverride()
    .configureOutput({outputError: (text, write) => write(text)});
  for (const command of [
    runCommand,
    planCommand,
    listCommand,
    calibrateCommand,
    judgeCommand,
    reportCommand,
    cleanCommand,
    setupCommand,
    doctorCommand,
  ]) {
    program.addCommand(command(context).exitOverride().showHelpAfterError('(--help shows what can be said)'));
  }
  try {
    refuseSwallowedFlags(process.env, argv);
    await program.parseAsync([...argv], {from: 'user'});
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    process.stderr.write(`${explain(error)}\n`);
    return exitOf(error);
  }
}

process.exit(await main(process.argv.slice(2)));
