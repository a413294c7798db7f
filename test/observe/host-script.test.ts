import {execFileSync} from 'node:child_process';
import test from 'ava';
import {parseHost} from '../../src/observe/host-reading.ts';
import {hostScript} from '../../src/observe/host-script.ts';

test('a second of this machine is read as it is: its cores, its load, and its disks without those in memory', (t) => {
  const script = hostScript.replace('read -rt 1 -u', 'read -rt 0.1 -u');
  const lines = execFileSync('bash', ['-c', `bash -c "$1" | head -2`, '-', script], {encoding: 'utf8'})
    .trim()
    .split('\n');
  t.is(lines.length, 2);
  const [before, after] = lines.map(parseHost);
  t.true(before !== undefined && after !== undefined && after.total >= before.total && before.total > 0);
  t.false(before?.disks.some(({name}) => /^(?:loop|ram)\d/.test(name)));
  for (const {name, completed, inFlight} of after?.disks ?? [])
    t.true(completed >= 0 && inFlight >= 0 && before?.disks.some((disk) => disk.name === name), name);
});
