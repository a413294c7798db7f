import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import type {NodeShell} from '../../src/cluster/cluster.ts';
import {systemClock as clock} from '../../src/system/clock.ts';
import {CommandError, type ExecOptions, type ExecResult} from '../../src/system/exec.ts';
import {waitFor} from '../../src/system/wait.ts';

/**
 * An emulated machine with Debian's kernel and control groups of version 2, as the node of a cluster: what it is told
 * goes through a shared folder.
 */
export interface Guest extends AsyncDisposable {
  readonly shell: NodeShell;
}

const image = 'seatrial/guest:dev';
const label = 'seatrial.guest';
/** The machine runs at about a tenth of the host's speed: a bound of production is so many times longer there. */
const slower = 20;
const bootMs = 300_000;
const everyMs = 100;

/** Builds the machine (once) and boots it; disposing switches it off. */
export async function bootGuest(): Promise<Guest> {
  await execa('docker', ['build', '--network', 'host', '--tag', image, 'test/cgroup-v2/guest'], {all: true});
  const share = await mkdtemp(join(tmpdir(), 'seatrial-guest-'));
  await Promise.all(['in', 'out'].map(async (name) => mkdir(join(share, name))));
  const {stdout: id} = await execa('docker', [
    'run',
    '--detach',
    '--network',
    'none',
    '--label',
    label,
    '--volume',
    `${share}:/share`,
    image,
  ]);
  const end = async (): Promise<void> => {
    await execa('docker', ['rm', '--force', id], {reject: false});
    await rm(share, {recursive: true, force: true});
  };
  try {
    await waitFor({what: 'the guest to be up', withinMs: bootMs, everyMs: 500, clock}, () =>
      Promise.resolve(existsSync(join(share, 'ready')) ? {done: undefined} : {seen: 'not ready'}),
    );
  } catch (error) {
    const {stdout} = await execa('docker', ['logs', '--tail', '40', id], {reject: false});
    await end();
    throw new Error(`The guest did not come up: ${stdout}`, {cause: error});
  }
  return {shell: shellOf(share), [Symbol.asyncDispose]: end};
}

function shellOf(share: string): NodeShell {
  let count = 0;
  const ask = async (argv: readonly string[], command: string, options: ExecOptions = {}): Promise<ExecResult> => {
    const name = `request-${(count += 1)}`;
    const begunMs = clock.nowMs();
    await writeFile(join(share, 'in', `${name}.part`), command);
    await rename(join(share, 'in', `${name}.part`), join(share, 'in', `${name}.run`));
    const withinMs = slower * (options.timeoutMs ?? 60_000);
    const code = await waitFor({what: argv.join(' ').slice(0, 80), withinMs, everyMs, clock}, async () => {
      const text = await readFile(join(share, 'out', `${name}.code`), 'utf8').catch(() => '');
      return text === '' ? {seen: 'no answer'} : {done: Number(text)};
    });
    const [stdout = '', stderr = ''] = await Promise.all(
      ['stdout', 'stderr'].map(async (what) => readFile(join(share, 'out', `${name}.${what}`), 'utf8')),
    );
    const result = {stdout: stdout.replace(/\n$/, ''), stderr, exitCode: code, durationMs: clock.nowMs() - begunMs};
    if (code !== 0 && options.allowFailure !== true) throw new CommandError(argv, {...result, timedOut: false});
    return result;
  };
  return {
    run: async (_node, argv, options) => ask(argv, argv.map(quoted).join(' '), options),
    script: async (_node, text, args = [], options = {}) => {
      const script = quoted(options.input ?? text);
      return ask(
        ['script', ...args],
        `printf '%s' ${script} | bash -c 'eval "$(cat)"' seatrial ${args.map(quoted).join(' ')}\n`,
        options,
      );
    },
    stream: () => {
      throw new Error('A guest answers questions; it does not stream');
    },
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
