import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {$} from 'zx';
import {verifiedInputs} from '../src/system/cgroup-v2.ts';
import {endState} from '../test/docker/state.ts';

/**
 * Runs all tests and ends with the plain line `N passed, N failed`. A runner's exit code is the truth; TAP is only
 * counted. `--unit` leaves out what needs Docker. The tests have a state folder of their own, so that they take nothing
 * from the user, nor from other tests.
 */
const state = mkdtempSync(join(tmpdir(), 'seatrial-test-state-'));
const ofTests = {SEATRIAL_STATE: state, SEATRIAL_TEST_STATE: state};
const {values} = parseArgs({options: {unit: {type: 'boolean', default: false}}});

interface Count {
  passed: number;
  failed: number;
}

async function run(title: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Count> {
  process.stdout.write(`# ${title}\n`);
  const count: Count = {passed: 0, failed: 0};
  const child = $({nothrow: true, quiet: true, env: {...process.env, ...ofTests, ...env, FORCE_COLOR: '0'}})`${argv}`;
  let rest = '';
  for await (const chunk of child.stdout) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('ok ')) count.passed += 1;
      if (line.startsWith('not ok ')) count.failed += 1;
      process.stdout.write(`${line}\n`);
    }
  }
  const {exitCode, stderr} = await child;
  if (stderr !== '') process.stdout.write(`${stderr}\n`);
  if (exitCode !== 0 && count.failed === 0) count.failed = 1;
  if (count.passed + count.failed === 0) count.failed = 1;
  return count;
}

const counts = [await run('pure tests and the CLI without Docker', ['ava', '--tap'])];
if (!values.unit) {
  // The emulated machine takes minutes, and says the same as long as the code under it is the same.
  if (verifiedInputs === '')
    counts.push(
      await run('node-side code on control groups of version 2', [
        'ava',
        '--tap',
        '--config',
        'ava.cgroup-v2.config.js',
      ]),
    );
  const onClusters = ['ava', '--tap', '--config', 'ava.cluster.config.js'];
  const shared = `seatrial-test-${process.pid}`;
  counts.push(
    await run('tests that share a cluster', [...onClusters, 'test/docker/bed/*.test.ts'], {
      SEATRIAL_TEST_CLUSTER: shared,
    }),
  );
  await $({nothrow: true, quiet: true, env: {...process.env, ...ofTests}})`node src/cli/main.ts clean ${shared}`;
  counts.push(await run('tests that make their own', [...onClusters, 'test/docker/*.test.ts']));
  // Everything that runs ends with the engine, so nothing of the other tests is left by then.
  await $({nothrow: true, quiet: true, env: {...process.env, ...ofTests}})`node src/cli/main.ts clean`;
  counts.push(await run('an engine that is killed', [...onClusters, 'test/docker/engine/*.test.ts']));
}
if (!endState(state)) counts.push({passed: 0, failed: 1});
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
