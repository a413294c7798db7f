import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {orphansIn} from '../../src/cluster/kind/orphans.ts';
import {sweepEngine} from '../../src/cluster/kind/sweep.ts';
import {readJournals} from '../../src/run/cleanup/journal.ts';
import {readOwner} from '../../src/run/cleanup/owner.ts';
import {exec} from '../../src/system/exec.ts';

/** The stages of `oom`, as short as they can be: what is judged does not matter here. */
const brief = `export default {
  question: 'Is everything taken back?',
  items: ['resources'],
  stages: [
    {name: 'warm-up', peaks: 1, atLeastMs: 6000},
    {name: 'fault', peaks: 1, atLeastMs: 3000, steps: [{fault: 'memory-exhaustion', on: {workload: 'entry'}}]},
  ],
  checks: [{check: 'no-oom-kill'}],
};
`;

/** The command line of a brief trial. */
export const main = resolve('src/cli/main.ts');
/** The subject that is there soonest. */
export const subject = ['--subject', resolve('demo/plain/seatrial.yaml')] as const;
export const briefArgs = ['run', 'brief', '--scenarios', 'scenarios', ...subject] as const;
export const briefSuite = ['verify', 'brief', '--scenarios', 'scenarios', ...subject] as const;

/** The phases in which a run is broken: the first line of its progress in each. */
export const phases = {
  'the cluster is made': /· waiting for the nodes$/,
  'under load': /warm-up .* left/,
  'all is taken back': /▶ Take back/,
} as const;

/**
 * A folder to stand in, with the brief scenario, and beside it a state folder with an owner of its own; both go at the
 * end.
 */
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
  /** The clusters of its journals when the moment came. */
  readonly clusters: readonly string[];
}

export interface RunOptions {
  readonly nodeArgs?: readonly string[];
  /** Where stdout goes: to the test, or a file. */
  readonly stdout?: 'pipe' | number;
}

/**
 * Runs the brief trial in a process group of its own; `at` is called once, at the first line of its progress that
 * matches.
 */
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
  let clusters: readonly string[] = [];
  const reading = [child.stdout, child.stderr].map(async (stream) => {
    if (stream === null) return;
    for await (const line of createInterface({input: stream})) {
      output.push(line);
      if (acted !== undefined || !moment.test(line) || child.pid === undefined) continue;
      clusters = readJournals(state).map(({cluster}) => cluster);
      acted = Promise.resolve(at(child.pid));
    }
  });
  const [exitCode] = (await ended) as [number | null];
  await Promise.all(reading);
  await acted;
  return {
    exitCode,
    clusters,
    output: acted === undefined ? `The moment ${String(moment)} never came.\n${output.join('\n')}` : output.join('\n'),
  };
}

/** `seatrial clean` for a state folder. */
export async function cleaned({state}: Pick<Place, 'state'>): Promise<Pick<Ran, 'exitCode' | 'output'>> {
  const {exitCode, stdout, stderr} = await exec([process.execPath, main, 'clean'], {
    allowFailure: true,
    env: {SEATRIAL_STATE: state},
  });
  return {exitCode, output: `${stdout}\n${stderr}`};
}

export interface Left {
  readonly clusters: readonly string[];
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly runs: readonly string[];
  readonly folders: readonly string[];
  readonly locks: readonly string[];
  readonly processes: readonly unknown[];
  readonly kubeconfig: string;
}

/**
 * Everything that a run of this place could leave behind: what its owner has on the engine, containers and processes
 * for `clusters`, journals, folders and locks in its state, contexts in the user's kubeconfig, and volumes that nothing
 * uses. Of volumes none can say whose they are: those that others made away with since `before` count as there.
 */
export async function leftIn(
  {state}: Pick<Place, 'state'>,
  before?: Left,
  clusters: readonly string[] = [],
): Promise<Left> {
  const docker = async (...argv: readonly string[]) =>
    (await exec(['docker', ...argv])).stdout.split('\n').filter(Boolean);
  const inState = (name: string) => (existsSync(join(state, name)) ? readdirSync(join(state, name)).toSorted() : []);
  const named = clusters.map((name) => docker('ps', '-a', '--filter', `name=${name}`, '--format', '{{.Names}}'));
  const unused = await docker('volume', 'ls', '--quiet', '--filter', 'dangling=true');
  const kubeconfig = join(homedir(), '.kube', 'config');
  const {stdout: processes} = await exec(['ps', '-axww', '-o', 'pid=,args=']);
  return {
    clusters: (await sweepEngine(exec, readOwner(state))).own,
    containers: (await Promise.all(named)).flat().toSorted(),
    volumes: [...new Set([...unused, ...(before?.volumes ?? [])])].toSorted(),
    runs: inState('runs'),
    folders: inState('clusters'),
    locks: inState('locks'),
    processes: clusters.flatMap((name) => orphansIn(processes, name)),
    kubeconfig: existsSync(kubeconfig) ? readFileSync(kubeconfig, 'utf8') : '',
  };
}
