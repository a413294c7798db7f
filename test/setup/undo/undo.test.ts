import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import test from 'ava';
import type {Bench} from '../../../src/setup/bench.ts';
import {addSuite, install} from '../../../src/setup/sources/debian.ts';
import {enginePart} from '../../../src/setup/parts/engine.ts';
import {limitsPart} from '../../../src/setup/parts/limits.ts';
import {provide} from '../../../src/setup/provide.ts';
import {writeRecorded} from '../../../src/setup/recorded-file.ts';
import {setUpOn} from '../../../src/setup/set-up.ts';
import {undoSetUp, type Undone} from '../../../src/setup/undo/undo.ts';
import {benchWith, keepingWatcher, partWith, scripted, type Answer} from '../bench.ts';

const watches = '/proc/sys/fs/inotify/max_user_watches';
const say = () => undefined;
const yes = async () => undefined;

function write(bench: Bench, path: string, content: string): void {
  mkdirSync(dirname(join(bench.machine, path)), {recursive: true});
  writeFileSync(join(bench.machine, path), content);
}

const read = (bench: Bench, path: string): string => readFileSync(join(bench.machine, path), 'utf8');

function machine(answer: (command: string) => Answer | undefined = () => undefined): {
  readonly bench: Bench;
  readonly asked: string[];
} {
  const {exec, asked} = scripted(answer);
  const bench = benchWith({exec});
  write(bench, '/etc/os-release', 'ID=debian\nVERSION_CODENAME=bookworm\n');
  write(bench, '/etc/apt/sources.list', 'deb http://mirror.test/debian bookworm main\n');
  write(bench, watches, '8192\n');
  write(bench, '/proc/sys/fs/inotify/max_user_instances', '128\n');
  return {bench, asked};
}

async function undo(bench: Bench): Promise<{readonly undone: readonly Undone[]; readonly shown: string}> {
  const lines: string[] = [];
  const undone = await undoSetUp(bench, {screen: {write: (text: string) => lines.push(text)}, agreed: yes});
  return {undone, shown: lines.join('')};
}

test('apt files and limits are as they were before, and a second time there is nothing to do', async (t) => {
  const {bench} = machine();
  await provide(limitsPart, bench, keepingWatcher());
  t.is(await addSuite(bench, {id: 'debian', codename: 'bookworm'}), 'trixie');
  t.is(read(bench, watches), '1048576');
  t.true(existsSync(join(bench.machine, '/etc/apt/sources.list.d/seatrial-trixie.sources')));
  const {undone, shown} = await undo(bench);
  t.true(undone.every(({left}) => left === undefined));
  t.is(read(bench, watches), '8192');
  for (const file of ['sources.list.d/seatrial-trixie.sources', 'preferences.d/seatrial-trixie'])
    t.false(existsSync(join(bench.machine, '/etc/apt', file)), file);
  t.regex(shown, /taken back: set fs\.inotify\.max_user_watches from 1048576 to 8192\n/);
  t.regex((await undo(bench)).shown, /Nothing is recorded that set-up changed/);
});

test('a file that was there gets its content back', async (t) => {
  const {bench} = machine();
  write(bench, '/etc/docker/daemon.json', '{"old": true}');
  await writeRecorded(bench, '/etc/docker/daemon.json', '{}');
  await undo(bench);
  t.is(read(bench, '/etc/docker/daemon.json'), '{"old": true}');
});

test('what somebody changed since is left, said, and stays recorded', async (t) => {
  const {bench} = machine();
  await writeRecorded(bench, '/etc/docker/daemon.json', '{}');
  await provide(limitsPart, bench, keepingWatcher());
  write(bench, '/etc/docker/daemon.json', '{"mine": 1}');
  write(bench, watches, '2000000\n');
  const {shown} = await undo(bench);
  t.regex(shown, /left: delete \/etc\/docker\/daemon\.json: it was changed since\n/);
  t.regex(shown, /left: set fs\.inotify\.max_user_watches .*: it is 2000000 now\n/);
  t.is(read(bench, '/etc/docker/daemon.json'), '{"mine": 1}');
  t.is(bench.record.entries().length, 2);
});

test('a change that was cut off before it was made is nothing to take back', async (t) => {
  const {bench} = machine();
  const cut = bench.record.changing({kind: 'file', path: '/etc/x', before: null, after: 'x', made: false}, async () => {
    throw new Error('killed');
  });
  await t.throwsAsync(cut);
  t.deepEqual(
    (await undo(bench)).undone.map(({left}) => left),
    [undefined],
  );
});

const added = 'Inst runc (1.1 Debian [amd64])\nInst docker.io (26.1 Debian [amd64])\nConf runc (1.1 Debian [amd64])';
const installed: Readonly<Record<string, Answer>> = {
  'install --no-install-recommends --no-upgrade docker.io --simulate': {stdout: added},
  'install --no-install-recommends --no-upgrade docker.io': {},
  'dpkg-query': {stdout: 'installed runc 1.1\ninstalled docker.io 26.1\n'},
  'docker ps': {stdout: ''},
  'remove --simulate runc docker.io': {stdout: 'Remv docker.io [26.1]\nRemv runc [1.1]'},
  'remove runc docker.io': {},
};

async function afterInstall(
  answers: Readonly<Record<string, Answer>>,
): Promise<{readonly shown: string; readonly asked: readonly string[]}> {
  const all = {...installed, ...answers};
  const {bench, asked} = machine(
    (command) => Object.entries(all).find(([words]) => command.endsWith(words) || command.startsWith(words))?.[1],
  );
  await install(bench, ['docker.io'], say);
  return {shown: (await undo(bench)).shown, asked};
}

test('packages that were added go again, with what they brought, and only those', async (t) => {
  const {shown, asked} = await afterInstall({});
  t.regex(shown, /taken back: remove the packages runc, docker\.io\n/);
  t.is(asked.at(-1)?.replace(/^.* remove/, 'remove'), 'remove runc docker.io');
});

const kept: Readonly<Record<string, {readonly answers: Readonly<Record<string, Answer>>; readonly says: RegExp}>> = {
  'one that something else needs since': {
    answers: {
      'remove --simulate runc docker.io': {stdout: 'Remv docker.io [26.1]\nRemv runc [1.1]\nRemv podman [5.0]'},
    },
    says: /left: .*: podman would be removed with them\n/,
  },
  'one that was upgraded since': {
    answers: {'dpkg-query': {stdout: 'installed runc 1.2\ninstalled docker.io 26.1\n'}},
    says: /left: .*: in another version since: runc 1\.2\n/,
  },
  'an engine in which somebody has a container': {
    answers: {'docker ps': {stdout: 'database\nseatrial-warm-worker\n'}},
    says: /left: .*: the engine has containers \(database, seatrial-warm-worker\); "npm run seatrial -- clean" removes those of ours/,
  },
};

for (const [title, {answers, says}] of Object.entries(kept)) {
  test(`packages stay: ${title}`, async (t) => {
    const {shown, asked} = await afterInstall(answers);
    t.regex(shown, says);
    t.false(asked.some((command) => command.endsWith('remove runc docker.io')));
  });
}

test('of images only those go that are still the ones set-up made', async (t) => {
  let id = 'sha256:1';
  const {bench, asked} = machine((command) => (command.startsWith('docker image inspect') ? {stdout: id} : {}));
  for (const tag of ['a:1', 'b:1'])
    await provide(
      partWith(tag, [
        {how: 'build', changes: async () => [{kind: 'image', tag, how: 'build'}], provide: async () => undefined},
      ]),
      bench,
      keepingWatcher(),
    );
  t.is((await undo(bench)).undone.filter(({left}) => left === undefined).length, 2);
  t.deepEqual(
    asked.filter((command) => command.startsWith('docker image rm')),
    ['docker image rm a:1', 'docker image rm b:1'],
  );
  await bench.record.changing({kind: 'image', tag: 'a:1', made: false}, async () => ({id: 'sha256:1'}));
  id = 'sha256:2';
  t.regex((await undo(bench)).shown, /left: remove the image a:1: the tag is another image now/);
});

test('a way that was refused made no image', async (t) => {
  const {bench} = machine();
  const changes = async () => [{kind: 'image', tag: 'a:1', how: 'pull'} as const];
  const part = partWith('image', [
    {how: 'pull', changes, provide: async () => ({refused: 'no registry'})},
    {how: 'build', provide: async () => undefined},
  ]);
  await provide(part, bench, keepingWatcher());
  t.deepEqual(bench.record.entries(), []);
});

test('the cache goes last, and only where it is still the same', async (t) => {
  const {bench} = machine();
  const parts = [partWith('tool', [{how: 'build', provide: async () => undefined}])];
  await setUpOn(bench, parts, {screen: {write: () => undefined}, agreed: yes});
  mkdirSync(bench.cache, {recursive: true});
  t.regex(
    (await undo({...bench, cache: '/elsewhere'})).shown,
    /left: delete the cache folder .*: the cache is \/elsewhere now/,
  );
  t.true(existsSync(bench.cache));
  await undo(bench);
  t.false(existsSync(bench.cache));
});

test('an engine of systemd is started and stopped by it', async (t) => {
  let runs = false;
  const {bench, asked} = machine((command) => {
    if (command.startsWith('systemctl')) runs = command.startsWith('systemctl start');
    if (command.startsWith('docker info')) return runs ? {stdout: '28.2.2 2'} : undefined;
    return command.startsWith('systemctl') || command.startsWith('docker ps') ? {} : undefined;
  });
  write(bench, '/run/systemd/system/x', '');
  write(bench, '/bin/dockerd', '');
  await provide(enginePart, {...bench, env: {PATH: join(bench.machine, 'bin')}}, keepingWatcher());
  t.deepEqual(bench.record.entries(), [{kind: 'engine', how: 'systemd', made: true}]);
  t.regex((await undo(bench)).shown, /taken back: stop the Docker engine that set-up started/);
  t.is(asked.at(-1), 'systemctl stop docker.socket docker.service');
});

test('a no leaves everything as it is', async (t) => {
  const {bench} = machine();
  await writeRecorded(bench, '/etc/x', 'x');
  const refused = undoSetUp(bench, {
    screen: {write: () => undefined},
    agreed: async () => {
      throw new Error('no');
    },
  });
  await t.throwsAsync(refused, {message: 'no'});
  t.is(read(bench, '/etc/x'), 'x');
});
