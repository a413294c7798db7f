import {access, readdir, readFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {HarnessError} from '../../system/errors.ts';
import type {Bench} from '../bench.ts';
import type {Change} from '../change.ts';
import type {Say} from '../part.ts';
import {writeRecorded} from '../recorded-file.ts';
import type {Refusal} from '../refusal.ts';
import {
  addedByInstall,
  type AptSource,
  changedByInstall,
  guestRelease,
  mirrorOf,
  parseList,
  parseSources,
  versionIn,
} from './apt.ts';
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
  return id === 'debian' || id === 'ubuntu'
    ? {id, codename: field('UBUNTU_CODENAME') || field('VERSION_CODENAME')}
    : undefined;
}

/** This machine's release, or why packages cannot be installed on it. */
export async function installable(bench: Bench): Promise<Release | Refusal> {
  if (bench.platform !== 'linux') return {refused: 'packages are installed on Debian and Ubuntu only'};
  const release = releaseIn(await readFile(`${bench.machine}/etc/os-release`, 'utf8').catch(() => ''));
  if (release === undefined) return {refused: 'this is neither Debian nor Ubuntu'};
  return bench.root ? release : {refused: 'packages can be installed as root only'};
}

/** The sources apt uses on this machine. */
async function aptSources(bench: Bench): Promise<readonly AptSource[]> {
  const folder = `${bench.machine}/etc/apt`;
  const files = [
    join(folder, 'sources.list'),
    ...(await readdir(join(folder, 'sources.list.d')).catch(() => []))
      .map((name) => join(folder, 'sources.list.d', name))
      .sort(),
  ];
  const read = files.map(async (file) => {
    if (file.endsWith('.list')) return parseList(await readFile(file, 'utf8').catch(() => ''));
    return file.endsWith('.sources') ? parseSources(await readFile(file, 'utf8')) : [];
  });
  return (await Promise.all(read)).flat();
}

/** The mirror this machine takes its own release from. Throws HarnessError when apt has none. */
export async function ownMirror(bench: Bench, release: Release): Promise<AptSource> {
  const mirror = mirrorOf(await aptSources(bench), release.codename);
  if (mirror !== undefined) return mirror;
  throw new HarnessError('no-mirror', `apt has no source for the main packages of ${release.codename}`, {
    hint: 'Add one under /etc/apt/sources.list.d',
  });
}

const guest = pins.images.debian.suite;
/** The pin first: a source without its pin would upgrade the machine. */
const guestFiles = {
  preferences: `/etc/apt/preferences.d/seatrial-${guest}`,
  source: `/etc/apt/sources.list.d/seatrial-${guest}.sources`,
} as const;

/** The suite that packages are taken from: on Debian 12 that of the next release, whose lists have to be added. */
export function suiteFor(release: Release): string {
  return release.id === 'debian' && release.codename === 'bookworm' ? guest : release.codename;
}

/**
 * Makes the suite that packages are taken from available, where it is another than the machine's own, at a priority
 * that never upgrades anything.
 */
export async function addSuite(bench: Bench, release: Release): Promise<string> {
  // Several parts want it at the same time: the first adds it, the others wait.
  const coming = adding.get(bench.record) ?? add(bench, release).finally(() => adding.delete(bench.record));
  adding.set(bench.record, coming);
  return coming;
}

const adding = new WeakMap<Bench['record'], Promise<string>>();

async function add(bench: Bench, release: Release): Promise<string> {
  const suite = suiteFor(release);
  if (suite === release.codename || (await hasSuite(bench, suite))) return suite;
  const files = guestRelease(await ownMirror(bench, release), suite);
  await writeRecorded(bench, guestFiles.preferences, files.preferences);
  await writeRecorded(bench, guestFiles.source, files.source);
  return suite;
}

/** What installing packages would change here, or why nothing can be installed. */
export async function installChanges(bench: Bench, names: readonly string[]): Promise<readonly Change[] | Refusal> {
  const release = await installable(bench);
  if ('refused' in release) return release;
  const suite = suiteFor(release);
  const files: readonly Change[] =
    suite === release.codename || (await hasSuite(bench, suite))
      ? []
      : [
          {
            kind: 'file',
            path: guestFiles.preferences,
            what: `packages of ${suite} are taken only where they are asked for`,
          },
          {kind: 'file', path: guestFiles.source, what: `Debian's ${suite} on the mirror that apt uses already`},
        ];
  return [
    ...files,
    {kind: 'packages', names, suite},
    {kind: 'download', what: 'lists of packages, and the packages', from: "apt's own mirrors"},
  ];
}

async function hasSuite(bench: Bench, suite: string): Promise<boolean> {
  return (await aptSources(bench)).some((source) => source.suites.includes(suite));
}

/**
 * Fetches the lists of packages. A broken source of somebody else's is no reason to stop: what matters is whether our
 * packages are found.
 */
export async function updateLists(bench: Bench, say: Say): Promise<void> {
  // One at a time: apt waits for the lock of its packages, but gives up at that of its lists. Each begins anew, for
  // what one began may lack a source.
  const before = updating.get(bench.record) ?? Promise.resolve();
  const own = before.then(async () => {
    say('fetching the lists of packages');
    await bench.exec([...apt, 'update'], {env: quiet, timeoutMs: installWithinMs, allowFailure: true});
  });
  updating.set(
    bench.record,
    own.catch(() => undefined),
  );
  await own;
}

const updating = new WeakMap<Bench['record'], Promise<unknown>>();

/** The newest version of a package in a suite of this machine's lists. */
export async function candidate(bench: Bench, name: string, suite: string): Promise<string | undefined> {
  return versionIn(suite, (await bench.exec(['apt-cache', 'madison', name], {allowFailure: true})).stdout);
}

/**
 * Installs packages, adding only: one that is there stays in its version, and where apt would upgrade or remove
 * anything it is refused.
 */
export async function install(bench: Bench, packages: readonly string[], say: Say): Promise<Refusal | undefined> {
  const argv = [...apt, 'install', '--no-install-recommends', '--no-upgrade', ...packages];
  const simulation = await bench.exec([...argv, '--simulate'], {env: quiet, allowFailure: true});
  if (simulation.exitCode !== 0)
    return {refused: `apt cannot install ${packages.join(' ')}: ${simulation.stderr.trim().split('\n').at(-1) ?? ''}`};
  const changed = changedByInstall(simulation.stdout);
  if (changed.length > 0)
    return {refused: `installing ${packages.join(' ')} would change ${changed.join(', ')} on this machine`};
  say(`installing ${packages.map((name) => name.split('=')[0]).join(', ')}`);
  const added = [...addedByInstall(simulation.stdout)];
  const run = async (): Promise<void> => void (await bench.exec(argv, {env: quiet, timeoutMs: installWithinMs}));
  if (added.length === 0) await run();
  else await bench.record.changing({kind: 'packages', added, made: false}, run);
  return undefined;
}

/** Whether a command can be found on the PATH. */
export async function onPath(bench: Bench, command: string): Promise<boolean> {
  return (await pathOf(bench, command)) !== undefined;
}

/** The absolute path of a command of the user's; undefined where there is none. */
export async function pathOf(bench: Bench, command: string): Promise<string | undefined> {
  const folders = [...(bench.env['PATH'] ?? '').split(':'), ...(bench.root ? ['/usr/sbin', '/sbin'] : [])];
  const found = await Promise.all(
    folders.map(async (folder) =>
      access(join(folder, command)).then(
        () => true,
        () => false,
      ),
    ),
  );
  const folder = folders[found.indexOf(true)];
  return folder === undefined ? undefined : resolve(folder, command);
}
