import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {HarnessError} from '../../system/errors.ts';
import {waitFor} from '../../system/wait.ts';
import type {Bench} from '../bench.ts';
import type {Change} from '../change.ts';
import type {Part, Say} from '../part.ts';
import {processStart} from '../process-start.ts';
import {contentOf, writeRecorded} from '../recorded-file.ts';
import type {Refusal} from '../refusal.ts';
import {startDaemon} from '../sources/daemon.ts';
import {addSuite, candidate, install, installable, installChanges, onPath, updateLists} from '../sources/debian.ts';
import {pins} from '../sources/pins.ts';

/** The Docker engine that answers. */
export interface Engine {
  readonly version: string;
  readonly cgroupVersion: 1 | 2;
}

/**
 * The engine that answers now, if any. Throws HarnessError when it is too old, because a running engine is never
 * changed.
 */
export async function findEngine(bench: Bench): Promise<Engine | undefined> {
  const format = '{{.ServerVersion}} {{.CgroupVersion}}';
  const answer = await bench
    .exec(['docker', 'info', '--format', format], {allowFailure: true, timeoutMs: 20_000})
    .catch(() => undefined);
  const match = /^(\d+\.\S*) ([12])$/m.exec(answer?.stdout ?? '');
  if (answer?.exitCode !== 0 || match?.[1] === undefined) return undefined;
  if (older(match[1], pins.docker.atLeast)) {
    throw new HarnessError(
      'engine-too-old',
      `The Docker engine that runs here is ${match[1]}; at least ${pins.docker.atLeast} is needed`,
      {
        hint: 'Upgrade it; set-up never changes an engine that is running',
      },
    );
  }
  return {version: match[1], cgroupVersion: match[2] === '2' ? 2 : 1};
}

/** The Docker engine: used as it is where one answers, else started, else installed and started. */
export const enginePart: Part = {
  name: 'engine',
  title: 'Docker engine',
  needs: [],
  async find(bench) {
    const engine = await findEngine(bench);
    return engine === undefined
      ? undefined
      : `Docker ${engine.version}, control groups version ${engine.cgroupVersion}`;
  },
  ways: [
    {
      how: 'start',
      title: 'start the engine that is installed',
      expectedMs: 4000,
      changes: async (bench) =>
        (await onPath(bench, 'dockerd')) ? (cannotStart(bench) ?? [starting(bench)]) : noDockerd,
      provide: async (bench, say) => ((await onPath(bench, 'dockerd')) ? start(bench, say) : noDockerd),
    },
    {
      how: 'install',
      title: "install the engine from Debian's packages",
      expectedMs: 20_000,
      changes: installingChanges,
      provide: installAndStart,
    },
  ],
  byHand:
    'Install Docker (Docker Desktop on macOS and Windows, the docker.io or docker-ce package on Linux), start it, and make sure that "docker info" works for this user',
};

const noDockerd: Refusal = {refused: 'no dockerd on this machine'};
const daemonFile = '/etc/docker/daemon.json';
const bridge = [
  '--bip',
  pins.docker.bridge,
  '--default-address-pool',
  `base=${pins.docker.pool.base},size=${pins.docker.pool.size}`,
] as const;

function cannotStart(bench: Bench): Refusal | undefined {
  const elsewhere = bench.env['DOCKER_HOST'];
  if (elsewhere !== undefined) return {refused: `DOCKER_HOST is set to ${elsewhere}, and no engine answers there`};
  return bench.platform === 'linux' && bench.root
    ? undefined
    : {refused: 'an engine can be started on Linux as root only'};
}

function hasSystemd(bench: Bench): boolean {
  return existsSync(`${bench.machine}/run/systemd/system`);
}

function starting(bench: Bench): Change {
  const what = hasSystemd(bench)
    ? 'start the Docker engine by systemd, with the settings it has'
    : `start the Docker engine (dockerd), with the subnets ${pins.docker.bridge} and ${pins.docker.pool.base} for its networks`;
  return {kind: 'engine', what};
}

async function installingChanges(bench: Bench): Promise<readonly Change[] | Refusal> {
  if (bench.env['DOCKER_HOST'] !== undefined) return elsewhereMeant;
  const installing = await installChanges(bench, [
    'docker.io',
    ...((await onPath(bench, 'docker')) ? [] : ['docker-cli']),
    'iptables',
  ]);
  if ('refused' in installing) return installing;
  const daemon: readonly Change[] =
    hasSystemd(bench) && (await contentOf(bench, daemonFile)) === null
      ? [
          {
            kind: 'file',
            path: daemonFile,
            what: `its networks are taken from ${pins.docker.bridge} and ${pins.docker.pool.base}`,
          },
        ]
      : [];
  return [...installing, ...daemon, starting(bench)];
}

const elsewhereMeant: Refusal = {refused: 'DOCKER_HOST is set, so the engine is meant to be elsewhere'};

async function start(bench: Bench, say: Say): Promise<Refusal | undefined> {
  const refusal = cannotStart(bench);
  if (refusal !== undefined) return refusal;
  say('starting dockerd');
  if (hasSystemd(bench)) {
    await bench.record.changing(
      {kind: 'engine', how: 'systemd', made: false},
      async () => void (await bench.exec(['systemctl', 'start', 'docker'], {timeoutMs: 60_000})),
    );
  } else {
    await bench.record.changing({kind: 'engine', how: 'dockerd', made: false}, async () => {
      const pid = await startDaemon(['dockerd', ...bridge], bench.env, join(bench.state, 'dockerd.log'));
      const started = await processStart(bench, pid);
      return {pid, ...(started === undefined ? {} : {started})};
    });
  }
  await waitFor(
    {
      what: `the Docker engine to answer (its log: ${join(bench.state, 'dockerd.log')})`,
      withinMs: 60_000,
      everyMs: 300,
      clock: bench.clock,
      signal: bench.signal,
    },
    async () => {
      const engine = await findEngine(bench);
      return engine === undefined ? {seen: 'no answer'} : {done: engine};
    },
  );
  return undefined;
}

async function installAndStart(bench: Bench, say: Say): Promise<Refusal | undefined> {
  if (bench.env['DOCKER_HOST'] !== undefined) return elsewhereMeant;
  const release = await installable(bench);
  if ('refused' in release) return release;
  // Debian 12's own engine (20.10) asks for a capability that root lacks in some containers and guests, so its
  // successor's is taken.
  const suite = await addSuite(bench, release);
  await updateLists(bench, say);
  const version = await candidate(bench, 'docker.io', suite);
  if (version === undefined) return {refused: `apt offers no docker.io from ${suite}`};
  const client = (await onPath(bench, 'docker')) ? [] : await clientPackage(bench, suite);
  if (hasSystemd(bench)) await configureDaemon(bench);
  return (await install(bench, [`docker.io=${version}`, ...client, 'iptables'], say)) ?? start(bench, say);
}

/** Debian 13 split the client off the engine's package. */
async function clientPackage(bench: Bench, suite: string): Promise<readonly string[]> {
  const version = await candidate(bench, 'docker-cli', suite);
  return version === undefined ? [] : [`docker-cli=${version}`];
}

/** systemd starts the engine right after the installation, so its subnets have to be there before. */
async function configureDaemon(bench: Bench): Promise<void> {
  if ((await contentOf(bench, daemonFile)) !== null) return;
  const settings = {bip: pins.docker.bridge, 'default-address-pools': [pins.docker.pool]};
  await writeRecorded(bench, daemonFile, `${JSON.stringify(settings, null, 2)}\n`);
}

function older(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map((part) => Number.parseInt(part, 10));
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
