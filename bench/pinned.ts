import {exec, type ExecResult} from '../src/system/exec.ts';

/**
 * Runs a client on core 0 to its end, for 30 s at the most; with the processor time that it used, in s, measured by
 * bash.
 */
export async function pinned(
  argv: readonly string[],
  input?: string,
): Promise<ExecResult & {readonly cpuSeconds: number}> {
  const timed = ['bash', '-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash', 'taskset', '-c', '0', ...argv];
  const result = await exec(timed, {timeoutMs: 30_000, ...(input === undefined ? {} : {input})});
  const [user, system] = (result.stderr.split('\n').at(-1) ?? '').split(' ').map(Number);
  return {...result, cpuSeconds: (user ?? NaN) + (system ?? NaN)};
}
