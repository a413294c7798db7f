import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import test from 'ava';
import {systemClock as clock} from '../../src/system/clock.ts';
import {exec} from '../../src/system/exec.ts';
import {waitFor} from '../../src/system/wait.ts';
import {repairRecord} from '../../src/residue/repair-record.ts';
import {repairScript} from '../../src/residue/node-scripts.ts';
import type {Leftover} from '../../src/residue/leftover.ts';

/** A process that ends by a signal only, or with this test, and its start time as the audit prints it. */
function sleeper(): {readonly child: ChildProcess; readonly pid: number; readonly start: string} {
  const child = spawn('cat');
  const pid = child.pid ?? 0;
  return {child, pid, start: fieldsOf(pid)[19] ?? ''};
}

function fieldsOf(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

async function repair(...leftovers: readonly Pick<Leftover, 'kind' | 'what'>[]): Promise<void> {
  await exec(['bash', '-c', 'eval "$(cat)"', 'seatrial', ...leftovers.flatMap(repairRecord)], {input: repairScript});
}

test('a stopped process goes on when it is still the same one, and is left alone when it is another', async (t) => {
  const {child, pid, start} = sleeper();
  t.teardown(() => child.kill('SIGKILL'));
  child.kill('SIGSTOP');
  await waitFor({what: 'the process to stop', withinMs: 120_000, everyMs: 10, clock}, async () => {
    const [state = ''] = fieldsOf(pid);
    return Promise.resolve(state === 'T' ? {done: undefined} : {seen: state});
  });
  await repair({kind: 'stopped', what: `${pid} 1 cat`});
  t.is(fieldsOf(pid)[0], 'T');
  await repair({kind: 'stopped', what: `${pid} ${start} cat`});
  t.not(fieldsOf(pid)[0], 'T');
});

test('an injection that still runs is ended, a stranger of the same number is not', async (t) => {
  const {child, pid, start} = sleeper();
  t.teardown(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  await repair({kind: 'command', what: `${pid} 1 cat`});
  t.is(child.exitCode, null);
  t.true(existsSync(`/proc/${pid}`));
  await repair({kind: 'command', what: `${pid} ${start} cat`});
  t.deepEqual(await ended, [null, 'SIGKILL']);
});

test('only files of ours are removed, and what is gone already is no error', async (t) => {
  const ours = `/dev/shm/seatrial-repair-test-${process.pid}`;
  const another = `/dev/shm/other-repair-test-${process.pid}`;
  t.teardown(async () => exec(['rm', '-f', ours, another]));
  for (const file of [ours, another]) writeFileSync(file, '');
  const around = `${ours}/../other-repair-test-${process.pid}`;
  await exec(['bash', '-c', 'eval "$(cat)"', 'seatrial', 'file', '1', around], {input: repairScript});
  t.true(existsSync(another));
  await repair({kind: 'file', what: ours}, {kind: 'file', what: another}, {kind: 'file', what: ours});
  t.false(existsSync(ours));
  t.true(existsSync(another));
});
