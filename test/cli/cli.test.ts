import {existsSync, mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import {seatrial} from './seatrial.ts';

test('help names every command and the exit codes, and exits 0', async (t) => {
  const {exitCode, stdout} = await seatrial(['--help']);
  t.is(exitCode, 0);
  for (const word of [
    'run',
    'plan',
    'init',
    'list',
    'verify',
    'calibrate',
    'judge',
    'fix',
    'report',
    'clean',
    'setup',
    'doctor',
    '130 interrupted',
  ])
    t.true(stdout.includes(word), word);
});

test('a reader that goes away does not end the program', async (t) => {
  const {stdout} = await execa('bash', [
    '-c',
    '"$0" src/cli/main.ts run oon 2> >(true); echo "exit $?"',
    process.execPath,
  ]);
  t.is(stdout, 'exit 64');
});

test('no command at all is wrong usage', async (t) => {
  t.is((await seatrial([])).exitCode, 64);
});

const wrong: Readonly<Record<string, {readonly args: readonly string[]; readonly says: RegExp}>> = {
  'an unknown command, with a suggestion': {args: ['calibrat'], says: /unknown command.*\n?.*calibrate/},
  'a command that every object has': {args: ['toString'], says: /unknown command 'toString'/},
  'its constructor': {args: ['constructor'], says: /unknown command 'constructor'/},
  'its prototype': {args: ['__proto__'], says: /unknown command '__proto__'/},
  'an unknown option': {args: ['run', 'oom', '--fast'], says: /unknown option '--fast'/},
  'an unknown scenario, with a suggestion': {args: ['run', 'oon'], says: /no scenario "oon"; did you mean "oom"/},
  'no scenario': {args: ['run'], says: /missing required argument/},
  'a seed that is no number': {args: ['run', 'oom', '--seed', 'x'], says: /whole number/},
  'a profile that is not there': {
    args: ['run', 'oom', '--subject', 'nowhere/seatrial.yaml'],
    says: /nowhere\/seatrial\.yaml/,
  },
  'an unknown scenario of a suite': {
    args: ['verify', 'pod-kil'],
    says: /no scenario "pod-kil"; did you mean "pod-kill"/,
  },
  'scenarios beside --quick': {
    args: ['verify', 'oom', '--quick'],
    says: /either scenarios or --quick[\s\S]*oom, pod-kill/,
  },
  'shortened timings on the reused cluster': {
    args: ['run', 'node-kill', '--accelerated', '--reuse'],
    says: /reused cluster keeps the timings[\s\S]*Leave out --reuse/,
  },
  'a folder that is no trial': {args: ['judge', 'src'], says: /history\.jsonl/},
};

for (const [title, {args, says}] of Object.entries(wrong)) {
  test(`${title}: one message, exit 64, no stack`, async (t) => {
    const {exitCode, stderr} = await seatrial(args);
    t.is(exitCode, 64);
    t.regex(stderr, says);
    t.notRegex(stderr, /\n\s+at /);
  });
}

test('the scenarios of the folder that one stands in are neither listed nor run', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-scenarios-'));
  mkdirSync(join(folder, 'scenarios'));
  writeFileSync(
    join(folder, 'scenarios', 'brief.mts'),
    "import {writeFileSync} from 'node:fs';\nwriteFileSync('ran', '');\n",
  );
  const listed = await seatrial(['list'], {}, folder);
  t.is(listed.exitCode, 0, listed.stderr);
  t.notRegex(listed.stdout, /brief/);
  const run = await seatrial(['run', 'brief'], {}, folder);
  t.is(run.exitCode, 64);
  t.regex(run.stderr, /no scenario "brief"[\s\S]*--scenarios \.\/scenarios/);
  t.false(existsSync(join(folder, 'ran')));
});

test('a profile with a wrong type is named by file, line and column', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-profile-'));
  const path = join(folder, 'seatrial.yaml');
  writeFileSync(path, 'name: shop\nmanifests: [.]\nentry:\n  service: web\n  port: eighty\n');
  const {exitCode, stderr} = await seatrial(['run', 'oom', '--subject', path]);
  t.is(exitCode, 64);
  t.regex(stderr, /seatrial\.yaml:5:9: expected .*number/);
});

test('without a Docker engine a run says what to do and exits 3', async (t) => {
  const {exitCode, stderr} = await seatrial(['run', 'oom']);
  t.is(exitCode, 3);
  t.regex(stderr, /Docker engine/);
  t.regex(stderr, /npm run setup/);
});

test('a flag that npm swallowed is refused, with the right way to write it', async (t) => {
  const {exitCode, stderr} = await seatrial(['run', 'oom'], {
    npm_lifecycle_event: 'scenario',
    npm_config_subject: 'mine/seatrial.yaml',
  });
  t.is(exitCode, 64);
  t.regex(stderr, /npm run scenario oom -- --subject mine\/seatrial\.yaml/);
});

test('a flag with a dash in it is found where npm puts it', async (t) => {
  const {exitCode, stderr} = await seatrial(['run', 'node-kill'], {
    npm_lifecycle_event: 'scenario',
    npm_config_until_replaced: 'true',
  });
  t.is(exitCode, 64);
  t.regex(stderr, /npm run scenario node-kill -- --until-replaced/);
});

test('without a Docker engine a suite begins nothing and exits 3', async (t) => {
  const {exitCode, stderr, stdout} = await seatrial(['verify', '--quick']);
  t.is(exitCode, 3);
  t.regex(stderr, /Docker engine/);
  t.is(stdout, '');
});

test('npm itself swallows the flag, and it is noticed', async (t) => {
  const {execa} = await import('execa');
  const npm = await execa('npm', ['run', 'scenario', 'oom', '--subject', 'mine/seatrial.yaml'], {
    reject: false,
    cwd: resolve('.'),
  });
  t.is(npm.exitCode, 64);
  t.regex(npm.stderr, /npm run scenario oom -- --subject/);
});

test('list shows each scenario with its question', async (t) => {
  const {exitCode, stdout} = await seatrial(['list']);
  t.is(exitCode, 0);
  t.regex(stdout, /^oom +Does memory stay inside its limits.* \(quick\)$/m);
  t.notRegex(stdout, /^baseline .*\(quick\)$/m);
  for (const name of ['baseline', 'pod-kill', 'node-kill', 'zone-outage', 'node-drain', 'rolling-update'])
    t.regex(stdout, new RegExp(`^${name} `, 'm'));
});

for (const [stream, args] of Object.entries({stdout: ['list'], stderr: ['run', 'oon']})) {
  test(`a full device under ${stream} is one error, and exit 3`, async (t) => {
    const redirected = stream === 'stdout' ? '>' : '2>';
    const {stdout, stderr} = await execa(
      'bash',
      ['-c', `"$0" src/cli/main.ts "$@" ${redirected} /dev/full; echo "exit $?" >&3`, process.execPath, ...args],
      {
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        reject: false,
      },
    ).then(({stdio}) => ({stdout: String(stdio[3]), stderr: String(stdio[2])}));
    t.is(stdout, 'exit 3');
    if (stream === 'stdout') t.regex(stderr, /^error: stdout cannot be written: ENOSPC/);
  });
}

test('an uncaught error of ours is one error and exit 3, whatever the command came to', async (t) => {
  const crash =
    'data:text/javascript,const write=process.stdout.write;process.stdout.write=function(...a){process.stdout.write=write;queueMicrotask(()=>{throw new TypeError("broken")});return write.apply(this,a)}';
  const {exitCode, stderr} = await execa(process.execPath, ['--import', crash, 'src/cli/main.ts', 'list'], {
    reject: false,
  });
  t.is(exitCode, 3);
  t.regex(stderr, /^error: seatrial has a fault of its own: broken\n/);
  t.notRegex(stderr, /\n\s+at /);
});
