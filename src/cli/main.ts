import {enableCompileCache} from 'node:module';
import {join} from 'node:path';
import {Command, CommanderError} from 'commander';
import {cacheFolder} from '../system/folders.ts';
import type {CommandContext} from './context.ts';
import {exitOf, explain} from './errors.ts';
import {interruptSignal} from './interrupt.ts';
import {say, tell} from './streams.ts';
import {refuseSwallowedFlags} from './swallowed.ts';

// What a command loads is compiled once: it halves the time to a first word.
enableCompileCache(join(cacheFolder(), 'compiled'));

/** Each command's file is loaded when the command is asked for: a wrong flag is answered at once. */
const commands: Readonly<Record<string, () => Promise<(context: CommandContext) => Command>>> = {
  run: async () => (await import('./run.ts')).runCommand,
  plan: async () => (await import('./plan.ts')).planCommand,
  list: async () => (await import('./list.ts')).listCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
  calibrate: async () => (await import('./calibrate.ts')).calibrateCommand,
  judge: async () => (await import('./judge.ts')).judgeCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  clean: async () => (await import('./clean.ts')).cleanCommand,
  setup: async () => (await import('./setup.ts')).setupCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
};

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
    .configureOutput({writeOut: say, writeErr: tell, outputError: (text, write) => write(text)});
  const asked = commands[argv[0] ?? ''];
  for (const load of asked === undefined ? Object.values(commands) : [asked]) {
    const command = await load();
    program.addCommand(command(context).exitOverride().showHelpAfterError('(--help shows what can be said)'));
  }
  try {
    refuseSwallowedFlags(process.env, argv);
    await program.parseAsync([...argv], {from: 'user'});
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    tell(`${explain(error)}\n`);
    return exitOf(error);
  }
}

// A reader that goes away (`| head`) must not end a run before it has taken everything back.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exit(await main(process.argv.slice(2)));
