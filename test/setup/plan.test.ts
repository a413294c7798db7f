import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import test from 'ava';
import type {Bench} from '../../src/setup/bench.ts';
import type {Change} from '../../src/setup/change.ts';
import {enginePart} from '../../src/setup/parts/engine.ts';
import {limitsPart} from '../../src/setup/parts/limits.ts';
import {asksForConsent, changesInWords, missingOf, planOf, planText} from '../../src/setup/plan.ts';
import {setUpOn} from '../../src/setup/set-up.ts';
import {benchWith, partWith, scripted} from './bench.ts';

function write(bench: Bench, path: string, content = ''): void {
  mkdirSync(dirname(join(bench.machine, path)), {recursive: true});
  writeFileSync(join(bench.machine, path), content);
}

/** Debian 12 with low limits and without an engine. */
function debian12(overrides: Partial<Bench> = {}): Bench {
  const bench = benchWith(overrides);
  write(bench, '/etc/os-release', 'ID=debian\nVERSION_CODENAME=bookworm\n');
  write(bench, '/etc/apt/sources.list', 'deb http://mirror.test/debian bookworm main\n');
  write(bench, '/proc/sys/fs/inotify/max_user_instances', '128\n');
  write(bench, '/proc/sys/fs/inotify/max_user_watches', '2000000\n');
  return bench;
}

const image: readonly Change[] = [{kind: 'image', tag: 'a:1', how: 'build'}];

test('what the machine would become is said whole: files, packages, engine, limits', async (t) => {
  const bench = debian12();
  const text = planText(await planOf([limitsPart, enginePart], bench), bench.cache);
  for (const line of [
    'raise fs.inotify.max_user_instances from 128 to 1024',
    'write /etc/apt/preferences.d/seatrial-trixie (packages of trixie are taken only where they are asked for)',
    "write /etc/apt/sources.list.d/seatrial-trixie.sources (Debian's trixie on the mirror that apt uses already)",
    'install the packages docker.io, docker-cli, iptables from trixie, with what they need',
    'start the Docker engine (dockerd), with the subnets 198.18.0.1/24 and 198.18.16.0/20 for its networks',
    "lists of packages, and the packages from apt's own mirrors",
  ])
    t.true(text.includes(`  - ${line}\n`), line);
  t.false(text.includes('max_user_watches'));
});

test('where systemd starts the engine at its installation, its settings are named', async (t) => {
  const bench = debian12();
  write(bench, '/run/systemd/system/x');
  const text = planText(await planOf([enginePart], bench), bench.cache);
  t.true(text.includes('write /etc/docker/daemon.json (its networks are taken from 198.18.0.1/24 and 198.18.16.0/20)'));
  t.true(text.includes('start the Docker engine by systemd, with the settings it has'));
});

test('an engine that is only stopped is a change as well', async (t) => {
  const bench = debian12();
  write(bench, '/bin/dockerd');
  const stopped = {...bench, env: {PATH: join(bench.machine, 'bin')}};
  const plan = await planOf([enginePart], stopped);
  t.deepEqual(
    plan.missing[0]?.ways.map(({title}) => title),
    ['start the engine that is installed', "install the engine from Debian's packages"],
  );
  t.true(asksForConsent(plan));
});

test('a plan changes nothing: only questions are asked of programs', async (t) => {
  const {exec, asked} = scripted(() => undefined);
  const bench = debian12({exec});
  await planOf([limitsPart, enginePart], bench);
  t.deepEqual(asked, ['docker info --format {{.ServerVersion}} {{.CgroupVersion}}']);
  t.deepEqual(bench.record.entries(), []);
});

test('a way that is not open here is not in the plan', async (t) => {
  const part = partWith('tool', [
    {how: 'download', changes: async () => ({refused: 'not here'}), provide: async () => undefined},
    {how: 'build', changes: async () => image, provide: async () => undefined},
  ]);
  const missing = await missingOf(part, benchWith({}));
  t.deepEqual(
    missing.ways.map(({title}) => title),
    ['build tool'],
  );
  t.is(changesInWords(missing), '');
});

test('nothing of the machine and nothing from elsewhere: nobody is asked', async (t) => {
  const lines: string[] = [];
  const screen = {write: (text: string) => lines.push(text)};
  const part = partWith('image', [{how: 'build', changes: async () => image, provide: async () => undefined}]);
  await setUpOn(benchWith({}), [part], {screen, agreed: async () => t.fail('there is nothing to agree to')});
  t.regex(lines.join(''), /It would build images in the engine:\n {2}a:1/);
});

test('nothing is missing: said, nobody asked, nothing written', async (t) => {
  const lines: string[] = [];
  const bench = benchWith({});
  await setUpOn(bench, [partWith('kind', [], {there: true})], {
    screen: {write: (text: string) => lines.push(text)},
    agreed: async () => t.fail('nothing is missing'),
  });
  t.regex(lines.join(''), /kind {2}was there .*\nNothing is missing, and nothing was changed\.\n$/);
  t.deepEqual(bench.record.entries(), []);
});

test('a no comes before everything', async (t) => {
  const changes = async (): Promise<readonly Change[]> => [{kind: 'download', what: 'kind', from: 'its release'}];
  const part = partWith('kind', [{how: 'download', changes, provide: async () => t.fail('it was not agreed')}]);
  const bench = benchWith({});
  const agreed = async () => {
    throw new Error('no');
  };
  await t.throwsAsync(setUpOn(bench, [part], {screen: {write: () => undefined}, agreed}), {message: 'no'});
  t.deepEqual(bench.record.entries(), []);
});
