import type {Exec, ExecOptions, ExecResult} from '../../src/system/exec.ts';
import {CommandError} from '../../src/system/exec.ts';

/** What a fake command answers: text for success, `{fails}` for exit code 1 with that stderr. */
export type Answer = string | {readonly fails: string};

/** An Exec that answers from a function and remembers what it was asked. */
export function fakeExec(answer: (command: string, options: ExecOptions) => Answer): {
  readonly exec: Exec;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const exec: Exec = async (argv, options = {}) => {
    const command = argv.join(' ');
    asked.push(command);
    const said = answer(command, options);
    if (typeof said === 'string') return Promise.resolve(result(said, '', 0));
    if (options.allowFailure === true) return Promise.resolve(result('', said.fails, 1));
    throw new CommandError(argv, {exitCode: 1, stderr: said.fails, timedOut: false, durationMs: 1});
  };
  return {exec, asked};
}

function result(stdout: string, stderr: string, exitCode: number): ExecResult {
  return {stdout, stderr, exitCode, durationMs: 1};
}
