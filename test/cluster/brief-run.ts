import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {exec} from '../../src/system/exec.ts';

/** The stages of `oom`, as short as they can be: what is judged does not matter here. */
const brief = `export default {
  question: 'Is everything taken back?',
  items: ['resources'],
  stages: [
    {name: 'warm-up', peaks: 1, atLeastMs: 3000},
    {name: 'fault', peaks: 1, atLeastMs: 3000, steps: [{fault: 'memory-exhaustion', on: {workload: 'entry'}}]},
  ],
  checks: [{check: 'no-oom-kill'}],
};
`;

/** The command line of a brief trial. */
export const main = resolve('src/cli/main.ts');
export const briefArgs = ['run', 'brief', '--scenarios', 'scenarios'] as const;

/** A folder to stand in, with the brief scenario, and a state folder beside it; both go at the end. */
export interface Place extends Disposable {
  readonly path: string;
  readonly state: string;
}

/** Below `root`, which must not go before it. */
export function placeBelow(root = tmpdir()): Place {
  const top = mkdtempSync(join(root, 'seatrial-brief-'));
  const [path, state] = [join(top, 'here'), join(top, 'state')];
  mkdirSync(join(path, 'scenarios'), {recursive: true});
  mkdirSync(state, {mode: 0o700});
  writeFileSync(join(path, 'scenarios', 'brief.ts'), brief);
  return {path, state, [Symbol.dispose]: () => rmSync(top, {recursive: true, force: true})};
}

export interface Ran {
  readonly exitCode: number | null;
  readonly output: string;
}

export interface RunOptions {
  readonly nodeArgs?: readonly string[];
  /** Where stdout goes: to the test, or a file. */
  readonly stdout?: 'pipe' | number;
}

/** Runs the brief trial in a process group of its own; `at` is called once, at the first line of its progress that matches. */
export async function runUntil(
  {path, state}: Place,
  moment: RegExp,
  at: (pid: number) => void | Promise<void>,
  {nodeArgs = [], stdout = 'pipe'}: RunOptions = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [...nodeArgs, main, ...briefArgs], {
    cwd: path,
    detached: true,
    stdio: ['ignore', stdout, 'pipe'],
    env: {...process.env, SEATRIAL_STATE: state},
  });
  const ended = once(child, 'exit');
  const output: string[] = [];
  let acted: Promise<void> | undefined;
  const reading = [child.stdout, child.stderr].map(async (stream) => {
    if (stream === null) return;
    for await (const line of createInterface({input: stream})) {
      output.push(line);
      if (acted === undefined && moment.test(line) && child.pid !== undefined) acted = Promise.resolve(at(child.pid));
    }
  });
  const [exitCode] = (await ended) as [number | null];
  await Promise.all(reading);
  await acted;
  return {exitCode, output: acted === undefined ? `The moment ${String(moment)} never came.\n${output.join('\n')}` : output.join('\n')};
}

/** `seatrial clean` for a state folder. */
export async function cleaned({state}: Pick<Place, 'state'>): Promise<Ran> {
  const {exitCode, stdout, stderr} = await exec([process.execPath, main, 'clean'], {allowFailure: true, env: {SEATRIAL_STATE: state}});
  return {exitCode, output: `${stdout}\n${stderr}`};
}

/** What there is on the engine, and in a state folder of what must be taken back. */
export async function leftIn({state}: Pick<Place, 'state'>) {
  const docker = async (...argv: readonly string[]) => (await exec(['docker', ...argv])).stdout.split('\n').filter(Boolean).toSorted();
  const inState = (name: string) => (existsSync(join(state, name)) ? readdirSync(join(state, name)).toSorted() : []);
  return {
    containers: await docker('ps', '-a', '--format', '{{.Names}}'),
    networks: await docker('network', 'ls', '--format', '{{.Name}}'),
    volumes: await docker('volume', 'ls', '--quiet'),
    runs: inState('runs'),
    clusters: inState('clusters'),
  };
}
