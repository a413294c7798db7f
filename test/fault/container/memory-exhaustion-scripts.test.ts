import {spawn} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {lookScript} from '../../../src/fault/container/memory-exhaustion-scripts.ts';
import {exec} from '../../../src/system/exec.ts';

test('the name of a process forges no fact about its container', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-memory-'));
  t.teardown(() => rmSync(folder, {recursive: true}));
  const program = join(folder, 'x\nlimit=1) S 1');
  cpSync('/bin/sleep', program);
  const child = spawn(program, ['300']);
  t.teardown(() => child.kill('SIGKILL'));
  const group = join(folder, 'memory', 'c0ffee');
  mkdirSync(group, {recursive: true});
  const files = {'cgroup.procs': child.pid, 'memory.limit_in_bytes': 4096, 'memory.usage_in_bytes': 7};
  for (const [name, value] of Object.entries(files)) writeFileSync(join(group, name), `${value}\n`);
  const look = async (id: string) =>
    exec(['bash', '-c', 'eval "$(cat)"', 'seatrial', id], {
      input: lookScript.replaceAll('/sys/fs/cgroup', folder),
      allowFailure: true,
    });
  const {stdout} = await look('c0ffee');
  const facts = stdout.split('\0');
  t.deepEqual(
    facts.filter((fact) => fact.startsWith('limit=')),
    ['limit=4096'],
  );
  t.true(facts.includes('command=x\nlimit=1) S 1'), stdout);
  t.true(facts.some((fact) => /^start=\d{3,}$/.test(fact)));
  for (const id of ['*', '', 'c0f']) t.is((await look(id)).exitCode, 3);
});
