import {removedBy} from '../sources/apt.ts';
import type {Bench} from '../bench.ts';
import {whyBusy} from './engine.ts';

interface Added {
  readonly name: string;
  readonly version: string;
}

const apt = ['apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=120'] as const;
const quiet = {DEBIAN_FRONTEND: 'noninteractive'} as const;

/**
 * Removes packages that set-up added, when all are still in the version that was added and nothing else would go with
 * them. Settings and data of the packages stay, as apt leaves them. Resolves with why they were left, or nothing.
 */
export async function removePackages(added: readonly Added[], bench: Bench): Promise<string | undefined> {
  const now = await installedVersions(added, bench);
  const other = added.filter(({name, version}) => now.has(name) && now.get(name) !== version);
  if (other.length > 0)
    return `in another version since: ${other.map(({name}) => `${name} ${now.get(name)}`).join(', ')}`;
  const names = added.flatMap(({name}) => (now.has(name) ? [name] : []));
  if (names.length === 0) return undefined;
  // The end of its package ends the engine, and every container with it.
  const busy = names.includes('docker.io') ? await whyBusy(bench) : undefined;
  if (busy !== undefined) return busy;
  const simulation = await bench.exec([...apt, 'remove', '--simulate', ...names], {env: quiet, allowFailure: true});
  if (simulation.exitCode !== 0) return `apt cannot remove them: ${simulation.stderr.trim().split('\n').at(-1) ?? ''}`;
  const others = removedBy(simulation.stdout).filter((name) => !names.includes(name));
  if (others.length > 0) return `${others.join(', ')} would be removed with them`;
  await bench.exec([...apt, 'remove', ...names], {env: quiet, timeoutMs: 10 * 60_000});
  return undefined;
}

/** The versions in which packages are installed now; those that are not are missing. */
async function installedVersions(added: readonly Added[], bench: Bench): Promise<ReadonlyMap<string, string>> {
  const format = '${db:Status-Status} ${Package} ${Version}\\n';
  const shown = await bench.exec(['dpkg-query', '--show', `--showformat=${format}`, ...added.map(({name}) => name)], {
    allowFailure: true,
  });
  const lines = shown.stdout.split('\n').map((line) => line.split(' '));
  return new Map(
    lines.flatMap(([status, name = '', version = '']) => (status === 'installed' ? [[name, version] as const] : [])),
  );
}
