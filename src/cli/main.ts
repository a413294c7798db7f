import {Command, CommanderError} from 'commander';
import {HarnessError, messageOf} from '../system/errors.ts';
import {compileOnce} from './compiled.ts';
import type {CommandContext} from './context.ts';
import {exitOf, explain} from './errors.ts';
import {flushed, lostStreams} from './lost-streams.ts';
import {runSignal} from './run-signal.ts';
import {watching} from './screen.ts';
import {say, tell} from './streams.ts';
import {refuseSwallowedFlags} from './swallowed.ts';

/** Each command's file is loaded when the command is asked for: a wrong flag is answered at once. */
const commands = new Map<string, () => Promise<(context: CommandContext) => Command>>(
  Object.entries({
    run: async () => (await import('./commands/run.ts')).runCommand,
    plan: async () => (await import('./commands/plan.ts')).planCommand,
    init: async () => (await import('./commands/init.ts')).initCommand,
    list: async () => (await import('./commands/list.ts')).listCommand,
    verify: async () => (await import('./commands/verify.ts')).verifyCommand,
    calibrate: async () => (await import('./commands/calibrate.ts')).calibrateCommand,
    judge: async () => (await import('./commands/judge.ts')).judgeCommand,
    fix: async () => (await import('./commands/fix.ts')).fixCommand,
    report: async () => (await import('./commands/report.ts')).reportCommand,
    clean: async () => (await import('./commands/clean.ts')).cleanCommand,
    setup: async () => (await import('./commands/setup.ts')).setupCommand,
    doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
    completion: async () => (await import('./completion/completion.ts')).completionCommand,
  }),
);

/** What shells ask, and no person types. */
const hidden = new Map([['complete', async () => (await import('./completion/complete.ts')).completeCommand]]);

const exitCodes = `
Exit codes:
  0 pass   1 fail   2 inconclusive   3 seatrial failed or left something behind
  64 wrong usage or input   130 interrupted`;

/** A harness that crashed, or lost its output, gets so long to take everything back, ms; then it ends as it is. */
const takeBackMs = 420_000;

/** Runs the command line (without `node` and the script) and gives the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  let lost: Error | undefined;
  const run = runSignal({
    tell: (text) => screen.tell(text),
    endNow() {
      screen.leave();
      process.exit(130);
    },
  });
  /** Whatever keeps this process from doing its part ends the run, which then takes everything back. */
  const lose = (error: Error): void => {
    lost ??= error;
    run.abort(error);
    setTimeout(() => process.exit(3), takeBackMs).unref();
  };
  const screen = watching(process.stderr, process.env, (error) =>
    lose(new HarnessError('drawing-failed', `The progress could not be drawn: ${messageOf(error)}`, {cause: error})),
  );
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) =>
      lose(
        new HarnessError('crashed', `seatrial has a fault of its own: ${messageOf(error)}`, {
          cause: error,
          hint: 'Please report it with what SEATRIAL_DEBUG=1 prints',
        }),
      ),
    );
  }
  lostStreams([process.stdout, process.stderr], lose);
  process.on('exit', () => screen.leave());

  const context: CommandContext = {
    signal: run.signal,
    present: screen.present,
    live: screen.live,
    argv,
    setExit: (code: number) => (exitCode = code),
    commands: [...commands.keys()],
    commandOf: async (name) => (await commands.get(name)?.())?.(context),
  };
  const program = new Command('seatrial')
    .description(
      'A sea trial for Kubernetes workloads: three times peak load, real faults, and a verdict with evidence.',
    )
    .option('-V, --version', 'print the version, its commit, and the node image that clusters are made from')
    .addHelpText('after', exitCodes)
    .exitOverride()
    .configureOutput({writeOut: say, writeErr: tell, outputError: (text, write) => write(text)});
  try {
    compileOnce();
    refuseSwallowedFlags(process.env, argv);
    if (argv[0] === '--version' || argv[0] === '-V') {
      say(`${await (await import('./version.ts')).versionText()}\n`);
      await flushed([process.stdout, process.stderr]);
      return lost === undefined ? 0 : 3;
    }
    const asked = commands.get(argv[0] ?? '') ?? hidden.get(argv[0] ?? '');
    for (const load of asked === undefined ? commands.values() : [asked]) {
      const command = await load();
      // A command that is added has streams of its own otherwise, past ours.
      program.addCommand(
        command(context).copyInheritedSettings(program).showHelpAfterError('Run with --help for usage.'),
      );
    }
    await program.parseAsync([...argv], {from: 'user'});
  } catch (error) {
    exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 64) : exitOf(error);
    if (!(error instanceof CommanderError) && error !== lost) tell(`${explain(error)}\n`);
  }
  // What could not be written is told only now.
  await flushed([process.stdout, process.stderr]);
  // A command that ended with 3 has told it.
  if (lost !== undefined && exitCode !== 3) tell(`${explain(lost)}\n`);
  return lost === undefined ? exitCode : 3;
}

process.exit(await main(process.argv.slice(2)));
