import {type ChildProcess, spawn} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {
  pauseScript,
  pausedScript,
  podProcessesScript,
  processesScript,
  slowBootScript,
  resumeScript,
} from '../../../src/fault/container/process-scripts.ts';
import {processesIn, stoppedOf} from '../../../src/fault/container/processes.ts';
import {newId} from '../../../src/fault/pod/pods.ts';
import {exec} from '../../../src/system/exec.ts';

/** A cgroup of version 1 as a folder, with real processes in it. */
function container(t: ExecutionContext, processes: number) {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-cgroup-'));
  const group = join(folder, 'memory', 'kubepods', 'poduid-1', 'c0ffee');
  mkdirSync(group, {recursive: true});
  const children = Array.from({length: processes}, () => spawn('sleep', ['300']));
  writeFileSync(join(group, 'cgroup.procs'), children.map(({pid}) => `${pid}\n`).join(''));
  t.teardown(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, {recursive: true});
  });
  const run = async (script: string, ...args: readonly string[]) => {
    const argv = ['bash', '-c', 'eval "$(cat)"', 'seatrial', ...args];
    return exec(argv, {input: script.replaceAll('/sys/fs/cgroup', folder), timeoutMs: 300_000, allowFailure: true});
  };
  return {folder, group, children, run};
}

const stateOf = ({pid}: ChildProcess): string =>
  / ([A-Zt]) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/, ''))?.[1] ?? '';

test('every process of a container stops, and goes on; what was stopped before is left alone', async (t) => {
  const {children, run} = container(t, 3);
  const [first] = children;
  first?.kill('SIGSTOP');
  const before = processesIn((await run(processesScript, 'c0ffee')).stdout);
  t.is(before.length, 3);
  t.is((await run(pauseScript, 'tag', 'c0ffee', 'all')).exitCode, 0);
  t.deepEqual(children.map(stateOf), ['T', 'T', 'T']);
  for (const round of [1, 2]) {
    t.is((await run(resumeScript, newId(), 'c0ffee', ...stoppedOf(before))).exitCode, 0, `undo ${round}`);
    t.deepEqual(children.map(stateOf).toSorted(), ['S', 'S', 'T']);
  }
});

test('the first process is the oldest whose parent is outside', async (t) => {
  const {group, run} = container(t, 0);
  const parent = spawn('bash', ['-c', 'sleep 300 & echo $!; wait'], {stdio: ['ignore', 'pipe', 'ignore']});
  t.teardown(() => parent.kill('SIGKILL'));
  const child = await new Promise<number>((resolve) =>
    parent.stdout.once('data', (data: Buffer) => resolve(Number(data))),
  );
  t.teardown(() => process.kill(child, 'SIGKILL'));
  writeFileSync(join(group, 'cgroup.procs'), `${child}\n${parent.pid}\n`);
  t.is((await run(pauseScript, 'tag', 'c0ffee', 'first')).exitCode, 0);
  t.is(stateOf(parent), 'T');
  t.is(stateOf({pid: child} as ChildProcess), 'S');
});

test('a container without processes, and one that is not there', async (t) => {
  const {group, run} = container(t, 1);
  t.is((await run(pauseScript, 'tag', 'dead', 'all')).exitCode, 3);
  t.is((await run(resumeScript, newId(), 'dead')).exitCode, 0);
  t.is((await run(slowBootScript, 'tag', 'dead')).exitCode, 3);
  writeFileSync(join(group, 'cgroup.procs'), '');
  t.is((await run(pauseScript, 'tag', 'c0ffee', 'all')).exitCode, 3);
});

test("a slow boot waits until the runtime's first process, whatever its name, has become the container's program", async (t) => {
  const {folder, group, children, run} = container(t, 1);
  cpSync('/bin/bash', join(folder, 'runc'));
  symlinkSync('runc', join(folder, 'memfd-clone'));
  const successor = new Promise<ChildProcess>((resolve) => {
    children[0]?.once('exit', () => {
      const child = spawn(
        join(folder, 'memfd-clone'),
        ['-c', 'exec {tick}<> <(:); read -rt 1 -u "$tick"; exec sleep 300'],
        {stdio: 'ignore'},
      );
      mkdirSync(join(group, '..', 'beef'));
      writeFileSync(join(group, '..', 'beef', 'cgroup.procs'), `${child.pid}\n`);
      resolve(child);
    });
  });
  const {exitCode} = await run(slowBootScript, 'tag', 'c0ffee');
  const child = await successor;
  t.teardown(() => child.kill('SIGKILL'));
  t.is(exitCode, 0);
  t.is(readFileSync(`/proc/${child.pid}/comm`, 'utf8'), 'sleep\n');
  t.is(stateOf(child), 'T');
});

test('a port that nobody listens at refuses, and one whose owner is paused is silent', async (t) => {
  const {group, run} = container(t, 0);
  const program =
    "require('node:http').createServer((_, response) => response.end('x')).listen(0, '127.0.0.1', function () { console.log(this.address().port); })";
  const server = spawn(process.execPath, ['-e', program], {stdio: ['ignore', 'pipe', 'ignore']});
  t.teardown(() => server.kill('SIGKILL'));
  const port = await new Promise<string>((resolve) =>
    server.stdout.once('data', (data: Buffer) => resolve(String(data).trim())),
  );
  writeFileSync(join(group, 'cgroup.procs'), `${server.pid}\n`);
  const answer = async (to: string) =>
    /answer (\w+)/.exec((await run(pausedScript, 'c0ffee', '127.0.0.1', to)).stdout)?.[1];
  t.is(await answer(port), 'answered');
  t.is((await run(pauseScript, 'tag', 'c0ffee', 'all')).exitCode, 0);
  t.is(await answer(port), 'silent');
  server.kill('SIGKILL');
  await new Promise((resolve) => server.once('exit', resolve));
  t.is(await answer(port), 'refused');
  t.is(await answer(''), undefined);
});

test("a control group that a container made itself forges no process of its pod's containers", async (t) => {
  const {group, children, run} = container(t, 1);
  for (const name of ['beef 1 2 T 3', 'a|;e echo beef 1 2 T 3']) {
    mkdirSync(join(group, '..', name));
    writeFileSync(join(group, '..', name, 'cgroup.procs'), `${children[0]?.pid}\n`);
  }
  const {stdout} = await run(podProcessesScript, 'uid-1');
  t.regex(stdout, new RegExp(`^c0ffee ${children[0]?.pid} \\d+ S \\d+$`));
});

test('a process with line breaks and brackets in its name is paused and let go as any other', async (t) => {
  const {folder, group, run} = container(t, 0);
  const program = join(folder, 'a\nb) T 1 2');
  cpSync('/bin/sleep', program);
  const child = spawn(program, ['300']);
  t.teardown(() => child.kill('SIGKILL'));
  writeFileSync(join(group, 'cgroup.procs'), `${child.pid}\n`);
  const state = (): string => readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').at(-1)?.[0] ?? '';
  t.is((await run(pauseScript, 'tag', 'c0ffee', 'all')).exitCode, 0);
  t.is(state(), 'T');
  t.is((await run(resumeScript, newId(), 'c0ffee')).exitCode, 0);
  t.is(state(), 'S');
});
