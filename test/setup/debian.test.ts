import test from 'ava';
import {candidate, install, installable} from '../../src/setup/debian.ts';
import {benchWith, scripted} from './bench.ts';

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
  t.deepEqual(await install(benchWith({exec}), ['docker.io'], say), {refused: 'installing docker.io would change libc6 on this machine'});
  t.is(asked.length, 1);
});

test('a package apt does not know is refused with its own words', async (t) => {
  const {exec} = scripted(() => ({exitCode: 100, stderr: 'E: Unable to locate package docker.io'}));
  t.regex((await install(benchWith({exec}), ['docker.io'], say))?.refused ?? '', /Unable to locate package/);
});

test('the candidate comes from the suite that was asked for', async (t) => {
  const {exec} = scripted(() => ({stdout: ' docker.io | 26.1.5 | http://mirror.test/debian trixie/main amd64 Packages\n'}));
  t.is(await candidate(benchWith({exec}), 'docker.io', 'trixie'), '26.1.5');
  t.is(await candidate(benchWith({exec}), 'docker.io', 'bookworm'), undefined);
});

test('another system than Linux is refused before anything is read', async (t) => {
  t.deepEqual(await installable(benchWith({platform: 'darwin'})), {refused: 'packages are installed on Debian and Ubuntu only'});
});
