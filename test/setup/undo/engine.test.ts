import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import test from 'ava';
import type {Bench} from '../../../src/setup/bench.ts';
import {processStart} from '../../../src/setup/process-start.ts';
import {stopEngine} from '../../../src/setup/undo/engine.ts';
import {systemClock} from '../../../src/system/clock.ts';
import {benchWith, scripted} from '../bench.ts';

const bench: Bench = benchWith({
  machine: '',
  clock: systemClock,
  exec: scripted((command) => (command.startsWith('docker ps') ? {} : undefined)).exec,
});

async function daemon(): Promise<{readonly child: ChildProcess; readonly pid: number}> {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1000)'], {stdio: 'ignore'});
  await once(child, 'spawn');
  return {child, pid: child.pid ?? 0};
}

test('the very process that set-up started is ended, and waited for', async (t) => {
  const {child, pid} = await daemon();
  const ended = once(child, 'exit');
  const started = await processStart(bench, pid);
  t.regex(started ?? '', /^\d+$/);
  t.is(await stopEngine({kind: 'engine', how: 'dockerd', pid, started: started!, made: true}, bench), undefined);
  t.deepEqual(await ended, [null, 'SIGTERM']);
});

test('another process that has its ID now is left alone', async (t) => {
  const {child, pid} = await daemon();
  t.is(await stopEngine({kind: 'engine', how: 'dockerd', pid, started: '1', made: true}, bench), undefined);
  t.is(child.exitCode, null);
  t.is(child.signalCode, null);
  child.kill();
  await once(child, 'exit');
});

test('an engine with containers is left running', async (t) => {
  const {child, pid} = await daemon();
  const busy = {
    ...bench,
    exec: scripted((command) => (command.startsWith('docker ps') ? {stdout: 'database\n'} : undefined)).exec,
  };
  const started = await processStart(bench, pid);
  t.regex(
    (await stopEngine({kind: 'engine', how: 'dockerd', pid, started: started!, made: true}, busy)) ?? '',
    /the engine has containers \(database\)/,
  );
  t.is(child.signalCode, null);
  child.kill();
  await once(child, 'exit');
});
