import {chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {execa} from 'execa';

interface Machine {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** What Docker's client was asked for. */
  readonly asked: () => string;
}

/** A machine without an engine: programs are found in one folder, where Docker's client answers nothing. */
function machine(): Machine {
  const home = mkdtempSync(join(tmpdir(), 'seatrial-home-'));
  const bin = mkdtempSync(join(tmpdir(), 'seatrial-bin-'));
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\necho "$@" >> ${join(bin, 'asked')}\nexit 1\n`);
  chmodSync(join(bin, 'docker'), 0o755);
  const none = {CI: '', SEATRIAL_YES: '', npm_lifecycle_event: ''};
  const env = {
    HOME: home,
    PATH: bin,
    SEATRIAL_STATE: join(home, 'state'),
    SEATRIAL_CACHE: join(home, 'cache'),
    TERM: 'dumb',
    ...none,
  };
  return {home, env, asked: () => (existsSync(join(bin, 'asked')) ? readFileSync(join(bin, 'asked'), 'utf8') : '')};
}

/** What may be there when nothing was touched: what Node compiled. */
function untouched(home: string): boolean {
  return (
    readdirSync(home).every((name) => name === 'cache') &&
    (!existsSync(join(home, 'cache')) || readdirSync(join(home, 'cache')).join() === 'compiled')
  );
}

const onlyLooks = /^((info|image inspect|context inspect|version) .*\n|--version\n)+$/;

test('nobody to ask: the plan, exit 64, the line to type, and nothing touched', async (t) => {
  const {home, env, asked} = machine();
  const {exitCode, stderr} = await execa(process.execPath, ['bin/seatrial.js', 'setup'], {
    reject: false,
    extendEnv: false,
    env,
    stdin: 'ignore',
  });
  t.is(exitCode, 64);
  t.regex(stderr, /^Missing on this machine, and how set-up would provide it:\n[\s\S]*It would download, at most:/);
  t.regex(
    stderr,
    /there is no terminal to ask for it; nothing was changed\n {2}To go on without a question: npm run setup -- --yes$/,
  );
  t.true(untouched(home), readdirSync(home).join());
  t.regex(asked(), onlyLooks);
});

test('taking back asks by the same rule', async (t) => {
  const {home, env} = machine();
  const nothing = await execa(process.execPath, ['bin/seatrial.js', 'setup', '--undo'], {
    reject: false,
    extendEnv: false,
    env,
    stdin: 'ignore',
  });
  t.is(nothing.exitCode, 0);
  t.regex(nothing.stderr, /Nothing is recorded that set-up changed/);
  t.true(untouched(home));
});

/** Types into the real command on a pseudo-terminal, once it asks. */
async function onTerminal(
  {env}: Machine,
  typed: string,
): Promise<{readonly exitCode: number | undefined; readonly screen: string}> {
  const command = `${process.execPath} bin/seatrial.js setup`;
  const terminal = execa('/usr/bin/script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    reject: false,
    extendEnv: false,
    env: {...env, SHELL: '/bin/sh'},
    stdin: 'pipe',
  });
  let screen = '';
  let answered = false;
  terminal.stdout?.on('data', (chunk: Buffer) => {
    screen += String(chunk);
    if (answered || !screen.includes('Go on? [Y/n]')) return;
    answered = true;
    terminal.stdin?.write(typed);
  });
  return {exitCode: (await terminal).exitCode, screen};
}

const onLinux = existsSync('/usr/bin/script') && process.platform === 'linux' ? test : test.skip;

onLinux('on a terminal it asks, and no is exit 64 with nothing touched', async (t) => {
  const here = machine();
  const {exitCode, screen} = await onTerminal(here, 'n\r');
  t.is(exitCode, 64, screen);
  t.regex(screen, /Go on\? \[Y\/n\][\s\S]*You said no; nothing was changed/);
  t.true(untouched(here.home));
  t.regex(here.asked().replaceAll('\r', ''), onlyLooks);
});

onLinux('Ctrl-C at the question is exit 130 with nothing touched', async (t) => {
  const here = machine();
  const {exitCode, screen} = await onTerminal(here, '\u0003');
  t.is(exitCode, 130, screen);
  t.true(untouched(here.home));
});
