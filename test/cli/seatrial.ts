import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {execa} from 'execa';

export interface Ran {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** So many at a time: each is a process that loads Node and the command. */
const atATime = 3;
const ends: Promise<unknown>[] = [];

/**
 * Runs the real command line, with a state folder of its own and an engine that does not answer, in a folder (default:
 * this one).
 */
export async function seatrial(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = '.',
): Promise<Ran> {
  const ran = Promise.resolve(ends[ends.length - atATime]).then(async () => runNow(args, env, cwd));
  ends.push(ran.catch(() => undefined));
  return ran;
}

async function runNow(args: readonly string[], env: Readonly<Record<string, string>>, cwd: string): Promise<Ran> {
  const state = mkdtempSync(join(tmpdir(), 'seatrial-cli-'));
  const {exitCode, stdout, stderr} = await execa(process.execPath, [resolve('src/cli/main.ts'), ...args], {
    reject: false,
    cwd,
    env: {
      SEATRIAL_STATE: state,
      DOCKER_HOST: 'unix:///nonexistent/docker.sock',
      npm_lifecycle_event: '',
      // Nobody has agreed to anything: not even where CI does.
      CI: '',
      SEATRIAL_YES: '',
      ...env,
    },
    extendEnv: true,
  });
  rmSync(state, {recursive: true, force: true});
  return {exitCode, stdout, stderr};
}
