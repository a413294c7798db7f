import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {$} from 'zx';
import {verifiedInputs} from '../src/system/cgroup-v2.ts';
import {endState} from '../test/docker/state.ts';
import {type Costs, costsTable} from './tests/costs.ts';
import {runPart} from './tests/part.ts';

/**
 * Sets up what is missing, runs all tests, and ends with a table of what each part took and the plain line
 * `N passed, N failed`. `--unit` leaves out what needs Docker, and set-up. The tests have a state folder of their own,
 * so that they take nothing from the user, nor from other tests.
 */
const {values} = parseArgs({options: {unit: {type: 'boolean', default: false}}});
const parts: Costs[] = [];

/** A step that is no test: it counts when it fails. */
async function step(title: string, doing: () => Promise<boolean>): Promise<boolean> {
  const begun = performance.now();
  const isDone = await doing();
  if (!isDone) process.stdout.write(`not ok - ${title}\n`);
  parts.push({title, passed: 0, failed: isDone ? 0 : 1, ms: performance.now() - begun, files: []});
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

parts.push(await runPart('pure tests and the CLI without Docker', ['ava', '--tap'], {env, sideBySide: true}));
if (isSetUp === true) {
  const ava = ['ava', '--tap', '--config'];
  // The emulated machine takes minutes, and says the same as long as the code under it is the same.
  if (verifiedInputs === '')
    parts.push(
      await runPart('node-side code on control groups of version 2', [...ava, 'ava.cgroup-v2.config.js'], {env}),
    );
  const onClusters = [...ava, 'ava.cluster.config.js'];
  const shared = `seatrial-test-${process.pid}`;
  parts.push(
    await runPart('tests that share a cluster', [...onClusters, 'test/docker/bed/*.test.ts'], {
      env: {...env, SEATRIAL_TEST_CLUSTER: shared},
    }),
  );
  await step('taking the shared cluster back', async () => clean(shared));
  parts.push(await runPart('tests that make their own', [...onClusters, 'test/docker/*.test.ts'], {env}));
  // Everything that runs ends with the engine, so nothing of the other tests is left by then.
  await step('taking back what is left', async () => clean());
  parts.push(await runPart('an engine that is killed', [...onClusters, 'test/docker/engine/*.test.ts'], {env}));
}
await step('ending the state of the tests', async () => endState(state));

process.stdout.write(`\nWhere the time went:\n\n${costsTable(parts)}\n\n`);
const passed = parts.reduce((sum, part) => sum + part.passed, 0);
const failed = parts.reduce((sum, part) => sum + part.failed, 0);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
