import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {busiestProcesses} from '../../src/observe/processes.ts';

test("the busiest first, those of the trial's containers by the program's name, others without one; nothing at the first look, nothing of a process that is new or idle", (t) => {
  const proc = mkdtempSync(join(tmpdir(), 'seatrial-proc-'));
  t.teardown(() => rmSync(proc, {recursive: true}));
  const write = (pid: number, name: string, ticks: number): void => {
    mkdirSync(join(proc, String(pid)), {recursive: true});
    writeFileSync(
      join(proc, String(pid), 'stat'),
      `${pid} (${name}) S 1 1 1 0 -1 0 0 0 0 0 ${ticks} 10 0 0 20 0 1 0 0`,
    );
  };
  write(1, 'idle', 5);
  write(2, 'MainThread', 100);
  write(3, 'a (b) c', 100);
  symlinkSync('/usr/bin/node', join(proc, '2', 'exe'));
  writeFileSync(join(proc, '2', 'cgroup'), `0::/docker/${'ab'.repeat(32)}/kubelet/kubepods/pod1\n`);
  writeFileSync(join(proc, '3', 'cgroup'), '0::/user.slice/alice\n');
  const busiest = busiestProcesses(['ab'.repeat(32)], proc);
  t.deepEqual(busiest(1000), []);
  write(2, 'MainThread', 150);
  write(3, 'a (b) c', 300);
  write(4, 'new', 900);
  t.deepEqual(busiest(3000), [
    {name: 'another process', cores: 1},
    {name: 'node', cores: 0.25},
  ]);
  t.deepEqual(busiestProcesses([], join(proc, 'nowhere'))(1), []);
});
