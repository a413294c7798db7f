import {spawn} from 'node:child_process';
import {mkdir, open} from 'node:fs/promises';
import {dirname} from 'node:path';

/**
 * Starts a program that outlives this process and the shell it was started from, and gives its process ID; what it
 * prints goes to a file.
 */
export async function startDaemon(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  logFile: string,
): Promise<number> {
  const [file = '', ...args] = argv;
  await mkdir(dirname(logFile), {recursive: true, mode: 0o700});
  const log = await open(logFile, 'a');
  try {
    // Its own session: a terminal that closes takes only its own session with it.
    const child = spawn(file, args, {detached: true, stdio: ['ignore', log.fd, log.fd], env: {...env}});
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return child.pid ?? 0;
  } finally {
    await log.close();
  }
}
