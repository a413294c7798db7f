import {execa} from 'execa';
import {HarnessError} from './errors.ts';
import {duration} from '../text/duration.ts';

export interface ExecOptions {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Kills the command (SIGTERM, then SIGKILL after 5 s) when it runs longer. Default: no bound. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Ending the command leaves what it started running: for one whose children must not be cut off half-way. */
  readonly leaveChildren?: boolean;
  /** Return a non-zero exit instead of throwing. */
  readonly allowFailure?: boolean;
  /** Called with each line of stdout and stderr as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly durationMs: number;
}

/** Runs a command (argv, never a shell string) to its end. Throws CommandError unless `allowFailure`. */
export type Exec = (argv: readonly string[], options?: ExecOptions) => Promise<ExecResult>;

/** A command that failed, timed out or could not be started, with all that is needed to repeat it. */
export class CommandError extends HarnessError {
  readonly argv: readonly string[];
  readonly exitCode: number | undefined;
  readonly stderr: string;
  readonly timedOut: boolean;
  constructor(
    argv: readonly string[],
    result: {
      readonly exitCode?: number | undefined;
      readonly stderr: string;
      readonly timedOut: boolean;
      readonly durationMs: number;
      readonly cause?: unknown;
    },
  ) {
    const how = result.timedOut
      ? 'timed out'
      : result.exitCode === undefined
        ? 'could not run'
        : `failed with exit code ${result.exitCode}`;
    const tail = result.stderr.trim().split('\n').slice(-5).join('\n');
    super(
      'command-failed',
      `Command ${how} after ${duration(result.durationMs)}: ${argv.join(' ').slice(0, 300)}${tail === '' ? '' : `\n${tail}`}`,
      {cause: result.cause},
    );
    this.argv = argv;
    this.exitCode = result.exitCode;
    this.stderr = result.stderr;
    this.timedOut = result.timedOut;
  }
}

/** The real `Exec`: a child in its own process group, so that Ctrl-C reaches us first and we decide. */
export const exec: Exec = async (argv, options = {}) => {
  const [file, ...args] = argv;
  if (file === undefined) throw new HarnessError('empty-command', 'An empty command was to be run');
  const child = execa(file, args, {
    reject: false,
    // Either way in a process group of its own.
    ...(options.leaveChildren === true ? {detached: true} : {killDescendants: true}),
    stripFinalNewline: true,
    maxBuffer: 200_000_000,
    ...(options.input === undefined ? {stdin: 'ignore' as const} : {input: options.input}),
    ...(options.cwd === undefined ? {} : {cwd: options.cwd}),
    ...(options.env === undefined ? {} : {env: options.env}),
    ...(options.timeoutMs === undefined ? {} : {timeout: options.timeoutMs}),
    ...(options.signal === undefined ? {} : {cancelSignal: options.signal}),
    ...(options.onLine === undefined ? {} : {all: true as const}),
  });
  if (options.onLine !== undefined)
    for await (const line of child.iterable({from: 'all'})) options.onLine(String(line));
  const result = await child;
  const outcome = {
    stdout: String(result.stdout ?? ''),
    stderr: String(result.stderr ?? ''),
    exitCode: result.exitCode ?? -1,
    durationMs: result.durationMs,
  };
  if (result.failed && !(options.allowFailure === true && result.exitCode !== undefined)) {
    throw new CommandError(argv, {
      exitCode: result.exitCode,
      stderr: outcome.stderr,
      timedOut: result.timedOut,
      durationMs: result.durationMs,
      cause: result.cause,
    });
  }
  return outcome;
};
