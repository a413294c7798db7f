import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {openKindLog, stepIn} from '../../../src/cluster/kind/kind-log.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {CommandError} from '../../../src/system/exec.ts';

const said = [
  'Creating cluster "seatrial-1" ...',
  ' • Ensuring node image (seatrial/node:v1) 🖼  ...',
  'WARNING: Here be dragons! This is not supported currently.',
  ' ✓ Ensuring node image (seatrial/node:v1) 🖼',
  ' • Preparing nodes 📦 📦 📦   ...',
  ' • Starting control-plane 🕹️  ...',
  'You can now use your cluster with:',
  '',
  'kubectl cluster-info --context kind-seatrial-1',
  'Have a nice day! 👋',
];

test('the steps of kind are told in short, and all that it says stands in the file', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-kind-log-'));
  t.teardown(() => rmSync(folder, {recursive: true}));
  const path = join(folder, 'reports', 'kind.log');
  const steps: string[] = [];
  const log = openKindLog(path, (text) => steps.push(text));
  for (const line of said) log.onLine(line);
  t.deepEqual(steps, ['ensuring node image (seatrial/node:v1)', 'preparing nodes', 'starting control-plane']);
  t.is(readFileSync(path, 'utf8'), `${said.join('\n')}\n`);

  const error = log.explained(new CommandError(['kind'], {exitCode: 1, stderr: 'no', timedOut: false, durationMs: 1}));
  t.true(error instanceof HarnessError && error.hint?.includes(path));
  const other = new Error('interrupted');
  t.is(log.explained(other), other);
});

test('a line that begins no step is none', (t) => {
  t.is(stepIn(''), undefined);
  t.is(stepIn(' • 📦 ...'), undefined);
});
