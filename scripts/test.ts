import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {$} from 'zx';
import {readOwner} from '../src/run/cleanup/owner.ts';
import {reusedClusterName} from '../src/run/id.ts';
import {verifiedInputs} from '../src/system/cgroup-v2.ts';
import {endState} from '../test/docker/state.ts';
import {type Costs, costsTable} from './tests/costs.ts';
import {type Failure, failureText} from './tests/failure.ts';
import {type PartOptions, runPart} from './tests/part.ts';

/**
 * Sets up what is missing, runs all tests, and ends with a table of what each part took and the plain line
 * `N passed, N failed`. `--unit` leaves out what needs Docker, and set-up. The tests have a state folder of their own,
 * so that they take nothing from the user, nor from other tests.
 */
const {values} = parseArgs({options: {unit: {type: 'boolean', default: false}}});
// Thousands of processes and threads strip and compile the same modules: what one has compiled, the next reads.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));

const begun = performance.now();
const parts: Costs[] = [];
const failures: Failure[] = [];

/** A step that is no test: it counts when it fails. */
async function step(title: string, doing: () => Promise<boolean>): Promise<boolean> {
  const stepBegun = performance.now();
  const isDone = await doing();
  if (!isDone) {
    process.stdout.write(`not ok - ${title}\n`);
    failures.push({title, details: ''});
  }
  parts.push({title, passed: 0, failed: isDone ? 0 : 1, ms: performance.now() - stepBegun, files: []});
  return isDone;
}

/** Asks on a terminal, as `npm run setup` does; where nobody can be asked, whoever runs the tests wants them run. */
const setUp = async (): Promise<boolean> => {
  const yes = process.stdin.isTTY && process.stderr.isTTY ? [] : ['--yes'];
  process.stdout.write('# set-up of what is missing\n');
  return (await $({nothrow: true, stdio: 'inherit'})`node bin/seatrial.js setup ${yes}`).exitCode === 0;
};

const isSetUp = values.unit ? undefined : await step('set-up', setUp);
const state = mkdtempSync(join(tmpdir(), 'seatrial-test-state-'));
const env = {SEATRIAL_STATE: state, SEATRIAL_TEST_STATE: state};
const clean = async (...words: readonly string[]): Promise<boolean> => {
  await $({nothrow: true, quiet: true, env: {...process.env, ...env}})`node src/cli/main.ts clean ${words}`;
  return true;
};

const part = async (title: string, argv: readonly string[], options: PartOptions): Promise<void> => {
  const {failures: failed, ...costs} = await runPart(title, argv, options);
  parts.push(costs);
  failures.push(...failed);
};

const ava = ['ava', '--tap', '--config'];

/** Needs processors where the tests on clusters wait; its state is its own. */
const withoutDocker = async (prints: 'as it comes' | 'at the end'): Promise<void> => {
  const ofItsOwn = {...env, SEATRIAL_STATE: join(state, 'without-docker')};
  const options = {env: ofItsOwn, sideBySide: true, prints};
  await part('pure tests and the CLI without Docker', [...ava, 'ava.whole.config.js'], options);
};

if (isSetUp === true) {
  // The emulated machine takes minutes, and says the same as long as the code under it is the same.
  if (verifiedInputs === '')
    await part('node-side code on control groups of version 2', [...ava, 'ava.cgroup-v2.config.js'], {env});
  const onClusters = [...ava, 'ava.cluster.config.js'];
  const ownClusters = async (): Promise<void> => {
    const files = [...onClusters, 'test/docker/*.test.ts'];
    await part('tests that make their own cluster, or none', files, {env, prints: 'at the end'});
  };
  // The tests on a cluster make it, and the trials find it warm.
  const shared = reusedClusterName(readOwner(state));
  const onShared = {env: {...env, SEATRIAL_TEST_CLUSTER: shared}};
  const sharedCluster = async (): Promise<void> => {
    await part('tests that share a cluster', [...onClusters, 'test/docker/shared/*.test.ts'], onShared);
  };
  // None of these judges a trial by how fast the machine is, and each mostly waits: two run at a time.
  await Promise.all([sharedCluster(), withoutDocker('at the end').then(ownClusters)]);
  // A trial needs a quiet machine.
  await part('trials on the shared cluster', [...onClusters, 'test/docker/reuse/*.test.ts'], onShared);
  await step('taking the shared cluster back', async () => clean(shared));
  // Everything that runs ends with the engine, so nothing of the other tests is left by then.
  await step('taking back what is left', async () => clean());
  await part('an engine that is killed', [...onClusters, 'test/docker/engine/*.test.ts'], {env});
} else {
  await withoutDocker('as it comes');
}
await step('ending the state of the tests', async () => endState(state));

process.stdout.write(`\nWhere the time went:\n\n${costsTable(parts, performance.now() - begun)}\n\n`);
if (failures.length > 0) process.stdout.write(`What failed:\n\n${failures.map(failureText).join('\n')}\n`);
const passed = parts.reduce((sum, part) => sum + part.passed, 0);
process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
