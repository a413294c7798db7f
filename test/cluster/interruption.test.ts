import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import test from 'ava';
import {orphansIn} from '../../src/cluster/orphans.ts';
import {sweepEngine} from '../../src/cluster/sweep.ts';
import {readJournals} from '../../src/run/journal.ts';
import {readOwner} from '../../src/run/owner.ts';
import {exec} from '../../src/system/exec.ts';
import {stateFolder} from '../../src/system/folders.ts';
import {makeBystanders} from './bystanders.ts';
import {isTurnOf, ofToday} from './turns.ts';

/** When a run is interrupted: at the first line of its progress that matches. */
const moments = {
  machine: /▶ Look at the machine/,
  'nodes are made': /Preparing nodes/,
  'nodes join': /Joining worker nodes/,
  'cluster is proved': /· sentinels/,
  'bed is looked at': /▶ Look at the bed before the trial/,
  'images are sent': /images to the nodes/,
  'subject starts': /applying \d+ objects/,
  plan: /▶ Plan the trial/,
  'load begins': /warm-up .* left/,
  fault: /· Memory pushed past the limit/,
  'evidence is collected': /▶ Collect the evidence/,
  'all is taken back': /▶ Take back/,
} as const;

/** One of them a day, a different one for each way to end. */
const names = Object.keys(moments) as readonly (keyof typeof moments)[];

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

for (const name of isTurnOf('interrupted') ? ofToday(names) : []) {
  test.serial(`Ctrl-C when ${name}: exit 130, a partial report, and nothing is left`, async (t) => {
    const before = await inventory();
    using at = folder();
    const {exitCode, output, clusters} = await interrupted(at.path, moments[name], 'SIGINT');
    t.is(exitCode, 130, output);
    t.deepEqual(await inventory(before, clusters), before, output);
    const [report = ''] = readdirSync(join(at.path, 'reports'));
    const trial = JSON.parse(readFileSync(join(at.path, 'reports', report, 'trial.json'), 'utf8')) as {readonly status: string};
    t.true(statuses(name).includes(trial.status), trial.status);
    for (const file of ['report.html', 'report.md', 'junit.xml']) t.true(existsSync(join(at.path, 'reports', report, file)), file);
  });
}

for (const name of isTurnOf('interrupted') ? ofToday(names, 1) : []) {
  test.serial(`kill -9 when ${name}, then clean: nothing is left`, async (t) => {
    const before = await inventory();
    using at = folder();
    await using bystanders = await makeBystanders();
    const seen = await bystanders.look();
    const {output, clusters} = await interrupted(at.path, moments[name], 'SIGKILL');
    const cleaned = await exec([process.execPath, main, 'clean'], {allowFailure: true});
    t.is(cleaned.exitCode, 0, `${output}\n${cleaned.stderr}`);
    t.deepEqual(await inventory(before, clusters), before, `${output}\n${cleaned.stdout}`);
    t.deepEqual(await bystanders.look(), seen);
  });
}

/** What the report may say: when its last reports are in already, collecting takes less time than Ctrl-C takes to arrive. */
function statuses(moment: keyof typeof moments): readonly string[] {
  if (moment === 'all is taken back') return ['completed'];
  return moment === 'evidence is collected' ? ['interrupted', 'completed'] : ['interrupted'];
}

const main = resolve('src/cli/main.ts');

function folder(): Disposable & {readonly path: string} {
  const path = mkdtempSync(join(tmpdir(), 'seatrial-interrupted-'));
  mkdirSync(join(path, 'scenarios'));
  writeFileSync(join(path, 'scenarios', 'brief.ts'), brief);
  return {path, [Symbol.dispose]: () => rmSync(path, {recursive: true, force: true})};
}

/** Runs a trial in a process group of its own, as a terminal does, and signals the group (with SIGKILL the process alone) at the moment. */
async function interrupted(cwd: string, moment: RegExp, signal: 'SIGINT' | 'SIGKILL') {
  const child = spawn(process.execPath, [main, 'run', 'brief', '--scenarios', 'scenarios'], {cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe']});
  const ended = once(child, 'exit');
  const output: string[] = [];
  let sent = false;
  let clusters: readonly string[] = [];
  const reading = [child.stdout, child.stderr].map(async (stream) => {
    for await (const line of createInterface({input: stream})) {
      output.push(line);
      if (sent || !moment.test(line) || child.pid === undefined) continue;
      sent = true;
      clusters = readJournals(stateFolder()).map(({cluster}) => cluster);
      process.kill(signal === 'SIGINT' ? -child.pid : child.pid, signal);
    }
  });
  const [exitCode] = (await ended) as [number | null];
  await Promise.all(reading);
  return {exitCode, clusters, output: sent ? output.join('\n') : `The moment ${String(moment)} never came.\n${output.join('\n')}`};
}

interface Inventory {
  readonly clusters: readonly string[];
  readonly volumes: readonly string[];
  readonly runs: readonly string[];
  readonly folders: readonly string[];
  readonly locks: readonly string[];
  readonly processes: readonly unknown[];
  readonly kubeconfig: string;
}

/**
 * Everything of these tests' owner that a run could leave behind: containers and networks, journals, clusters' folders, locks, processes for `clusters`, contexts in the
 * user's kubeconfig, and volumes that nothing uses. Of these it may not say whose they are: those that others made away with since `before` count as there.
 */
async function inventory(before?: Inventory, clusters: readonly string[] = []): Promise<Inventory> {
  const state = stateFolder();
  const inState = (name: string) => (existsSync(join(state, name)) ? readdirSync(join(state, name)).toSorted() : []);
  const kubeconfig = join(homedir(), '.kube', 'config');
  const {stdout: processes} = await exec(['ps', '-axww', '-o', 'pid=,args=']);
  const unused = (await exec(['docker', 'volume', 'ls', '--quiet', '--filter', 'dangling=true'])).stdout.split('\n').filter(Boolean);
  return {
    clusters: (await sweepEngine(exec, readOwner(state))).own,
    volumes: [...new Set([...unused, ...(before?.volumes ?? [])])].toSorted(),
    runs: inState('runs'),
    folders: inState('clusters'),
    locks: inState('locks'),
    processes: clusters.flatMap((name) => orphansIn(processes, name)),
    kubeconfig: existsSync(kubeconfig) ? readFileSync(kubeconfig, 'utf8') : '',
  };
}

if (!isTurnOf('interrupted')) test('it is the turn of others today', (t) => t.pass());
