import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import test from 'ava';
import {addSuite, candidate, install, installable, updateLists} from '../../../src/setup/sources/debian.ts';
import type {Exec} from '../../../src/system/exec.ts';
import {benchWith, scripted} from '../bench.ts';

const say = () => undefined;
const adds = 'Inst docker.io (26.1.5 Debian:13/stable [amd64])';

test('packages that only add are installed, without what they recommend', async (t) => {
  const {exec, asked} = scripted((command) => (command.endsWith('--simulate') ? {stdout: adds} : {}));
  t.is(await install(benchWith({exec}), ['docker.io=26.1.5'], say), undefined);
  t.is(asked.length, 2);
  t.regex(asked[1] ?? '', /install --no-install-recommends --no-upgrade docker\.io=26\.1\.5$/);
});

test('an installation that would change what is there is refused before it begins', async (t) => {
  const {exec, asked} = scripted(() => ({stdout: `${adds}\nInst libc6 [2.36] (2.41 Debian:13/stable [amd64])`}));
  t.deepEqual(await install(benchWith({exec}), ['docker.io'], say), {
    refused: 'installing docker.io would change libc6 on this machine',
  });
  t.is(asked.length, 1);
});

test('a package apt does not know is refused with its own words', async (t) => {
  const {exec} = scripted(() => ({exitCode: 100, stderr: 'E: Unable to locate package docker.io'}));
  t.regex((await install(benchWith({exec}), ['docker.io'], say))?.refused ?? '', /Unable to locate package/);
});

test('the candidate comes from the suite that was asked for', async (t) => {
  const {exec} = scripted(() => ({
    stdout: ' docker.io | 26.1.5 | http://mirror.test/debian trixie/main amd64 Packages\n',
  }));
  t.is(await candidate(benchWith({exec}), 'docker.io', 'trixie'), '26.1.5');
  t.is(await candidate(benchWith({exec}), 'docker.io', 'bookworm'), undefined);
});

test('another system than Linux is refused before anything is read', async (t) => {
  t.deepEqual(await installable(benchWith({platform: 'darwin'})), {
    refused: 'packages are installed on Debian and Ubuntu only',
  });
});

test('several parts that want the suite at the same time add it once, and what was there before is recorded', async (t) => {
  const bench = benchWith({});
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(bench.machine, path)), {recursive: true});
    writeFileSync(join(bench.machine, path), content);
  };
  write('/etc/apt/sources.list', 'deb http://mirror.test/debian bookworm main\n');
  const suites = await Promise.all(
    [1, 2, 3].map(async () => addSuite({...bench}, {id: 'debian', codename: 'bookworm'})),
  );
  t.deepEqual(suites, ['trixie', 'trixie', 'trixie']);
  t.deepEqual(
    bench.record.entries().map((entry) => entry.kind === 'file' && [entry.path, entry.before, entry.made]),
    ['/etc/apt/preferences.d/seatrial-trixie', '/etc/apt/sources.list.d/seatrial-trixie.sources'].map((path) => [
      path,
      null,
      true,
    ]),
  );
  t.regex(readFileSync(join(bench.machine, '/etc/apt/sources.list.d/seatrial-trixie.sources'), 'utf8'), /trixie/);
});

test('lists of packages are fetched one after the other: apt gives up where another fetches them', async (t) => {
  const {promise: first, resolve: end} = Promise.withResolvers<void>();
  const log: string[] = [];
  const {exec: answers} = scripted(() => ({}));
  const exec: Exec = async (argv, options) => {
    log.push('begun');
    if (log.length === 1) await first;
    log.push('ended');
    return answers(argv, options);
  };
  const bench = benchWith({exec});
  const both = [updateLists({...bench}, say), updateLists({...bench}, say)];
  end();
  await Promise.all(both);
  t.deepEqual(log, ['begun', 'ended', 'begun', 'ended']);
});
