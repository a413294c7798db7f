import {access, mkdir, readFile, readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {HarnessError} from '../system/errors.ts';
import {changedByInstall, guestRelease, mirrorOf, parseList, parseSources, versionIn, type AptSource} from './apt.ts';
import type {Bench} from './bench.ts';
import type {Refusal, Say} from './part.ts';
import {pins} from './pins.ts';

/** The release of a Debian-like machine. */
export interface Release {
  readonly id: 'debian' | 'ubuntu';
  readonly codename: string;
}

const apt = ['apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=120'] as const;
const quiet = {DEBIAN_FRONTEND: 'noninteractive'} as const;
const installWithinMs = 10 * 60_000;

/** The release this machine runs, when it is Debian or Ubuntu. */
export function releaseIn(osRelease: string): Release | undefined {
  const field = (name: string): string => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(osRelease)?.[1] ?? '';
  const id = [field('ID'), ...field('ID_LIKE').split(' ')].find((name) => name === 'debian' || name === 'ubuntu');
  return id === 'debian' || id === 'ubuntu' ? {id, codename: field('UBUNTU_CODENAME') || field('VERSION_CODENAME')} : undefined;
}

/** This machine's release, or why packages cannot be installed on it. */
export async function installable(bench: Bench): Promise<Release | Refusal> {
  if (bench.platform !== 'linux') return {refused: 'packages are installed on Debian and Ubuntu only'};
  const release = releaseIn(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  if (release === undefined) return {refused: 'this is neither Debian nor Ubuntu'};
  return bench.root ? release : {refused: 'packages can be installed as root only'};
}

/** The sources apt uses on this machine. */
async function aptSources(folder = '/etc/apt'): Promise<readonly AptSource[]> {
  const files = [
    join(folder, 'sources.list'),
    ...(await readdir(join(folder, 'sources.list.d')).catch(() => [])).map((name) => join(folder, 'sources.list.d', name)).sort(),
  ];
  const read = files.map(async (file) => {
    if (file.endsWith('.list')) return parseList(await readFile(file, 'utf8').catch(() => ''));
    return file.endsWith('.sources') ? parseSources(await readFile(file, 'utf8')) : [];
  });
  return (await Promise.all(read)).flat();
}

/** The mirror this machine takes its own release from. Throws HarnessError when apt has none. */
export async function ownMirror(release: Release): Promise<AptSource> {
  const mirror = mirrorOf(await aptSources(), release.codename);
  if (mirror !== undefined) return mirror;
  throw new HarnessError('no-mirror', `apt has no source for the main packages of ${release.codename}`, {
    hint: 'Add one under /etc/apt/sources.list.d',
  });
}

/** Makes the pinned Debian release available on an older one, at a priority that never upgrades anything. */
export async function addGuestRelease(release: Release): Promise<void> {
  const suite = pins.images.debian.suite;
  if ((await aptSources()).some((source) => source.suites.includes(suite))) return;
  const files = guestRelease(await ownMirror(release), suite);
  await mkdir('/etc/apt/preferences.d', {recursive: true});
  // The pin first: a source without its pin would upgrade the machine.
  await writeFile(`/etc/apt/preferences.d/seatrial-${suite}`, files.preferences);
  await writeFile(`/etc/apt/sources.list.d/seatrial-${suite}.sources`, files.source);
}

/** Fetches the lists of packages. A broken source of somebody else's is no reason to stop: what matters is whether our packages are found. */
export async function updateLists(bench: Bench, say: Say): Promise<void> {
  say('fetching the lists of packages');
  await bench.exec([...apt, 'update'], {env: quiet, timeoutMs: installWithinMs, allowFailure: true});
}

/** The newest version of a package in a suite of this machine's lists. */
export async function candidate(bench: Bench, name: string, suite: string): Promise<string | undefined> {
  return versionIn(suite, (await bench.exec(['apt-cache', 'madison', name], {allowFailure: true})).stdout);
}

/** Installs packages, adding only: one that is there stays in its version, and where apt would upgrade or remove anything it is refused. */
export async function install(bench: Bench, packages: readonly string[], say: Say): Promise<Refusal | undefined> {
  const argv = [...apt, 'install', '--no-install-recommends', '--no-upgrade', ...packages];
  const simulation = await bench.exec([...argv, '--simulate'], {env: quiet, allowFailure: true});
  if (simulation.exitCode !== 0) return {refused: `apt cannot install ${packages.join(' ')}: ${simulation.stderr.trim().split('\n').at(-1) ?? ''}`};
  const changed = changedByInstall(simulation.stdout);
  if (changed.length > 0) return {refused: `installing ${packages.join(' ')} would change ${changed.join(', ')} on this machine`};
  say(`installing ${packages.map((name) => name.split('=')[0]).join(', ')}`);
  await bench.exec(argv, {env: quiet, timeoutMs: installWithinMs});
  return undefined;
}

/** Whether a command can be found on the PATH. */
export async function onPath(bench: Bench, command: string): Promise<boolean> {
  const folders = [...(bench.env['PATH'] ?? '').split(':'), ...(bench.root ? ['/usr/sbin', '/sbin'] : [])];
  const found = await Promise.all(
    folders.map(async (folder) =>
      access(join(folder, command)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
