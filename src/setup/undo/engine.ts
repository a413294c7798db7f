import {commandLine} from '../../system/command-line.ts';
import {waitFor} from '../../system/wait.ts';
import type {Bench} from '../bench.ts';
import {processStart} from '../process-start.ts';
import type {Entry} from '../record.ts';

/**
 * Stops the engine that set-up started, when nobody has a container in it. Resolves with why it was left running, or
 * nothing.
 */
export async function stopEngine(
  {how, pid, started, made}: Extract<Entry, {readonly kind: 'engine'}>,
  bench: Bench,
): Promise<string | undefined> {
  const busy = await whyBusy(bench);
  if (busy !== undefined) return busy;
  if (how === 'systemd') {
    await bench.exec(['systemctl', 'stop', 'docker.socket', 'docker.service'], {timeoutMs: 120_000});
    return undefined;
  }
  if (pid === undefined || started === undefined)
    return made ? undefined : 'set-up was cut off while it was started; its process is not known';
  const runs = async (): Promise<boolean> => (await processStart(bench, pid)) === started;
  if (!(await runs())) return undefined;
  process.kill(pid, 'SIGTERM');
  const ending = {
    what: `the Docker engine (process ${pid}) to end`,
    withinMs: 60_000,
    everyMs: 200,
    clock: bench.clock,
    signal: bench.signal,
  };
  await waitFor(ending, async () => ((await runs()) ? {seen: 'still running'} : {done: undefined}));
  return undefined;
}

/**
 * Why the engine may not be stopped: the containers in it, whoever has them. Nothing when no engine answers or it has
 * none.
 */
export async function whyBusy(bench: Bench): Promise<string | undefined> {
  const listed = await bench
    .exec(['docker', 'ps', '--all', '--format', '{{.Names}}'], {allowFailure: true, timeoutMs: 20_000})
    .catch(() => undefined);
  const names = listed?.exitCode === 0 ? listed.stdout.split('\n').filter((name) => name !== '') : [];
  if (names.length === 0) return undefined;
  const shown = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
  return `the engine has containers (${shown}); "${commandLine('clean')}" removes those of ours, the others are somebody else's to end`;
}
