import type {Exec} from '../../system/exec.ts';
import {kindLabel, namePrefix, networkLabel, ownerLabel, userLabel} from '../labels.ts';
import {archiveFolder} from './nodes/files.ts';
import {type Owner, ownerIn, ownerPath} from './owner.ts';

const boundMs = 30_000;

/** Clusters of which Docker still holds anything, containers in any state or a network, by whose they are. */
export interface Swept {
  /** Those with the owner's ID. */
  readonly own: readonly string[];
  /** Those with another owner's ID. */
  readonly others: readonly {readonly name: string; readonly user: string}[];
  /** Those that a version before owners made: nobody can say whose they are. */
  readonly ownerless: readonly string[];
}

/**
 * Looks through the engine for clusters of ours and of others, without a journal. What only has a name like ours is in
 * none of the lists.
 */
export async function sweepEngine(exec: Exec, owner: Owner): Promise<Swept> {
  const parts = (await Promise.all([containers(exec), networks(exec)])).flat();
  const own = new Set(parts.filter(({id}) => id === owner.id).map(({name}) => name));
  const others = new Map(parts.filter(({id}) => id !== '' && id !== owner.id).map(({name, user}) => [name, user]));
  const ownerless = new Set(
    parts.filter(({id, name}) => id === '' && !own.has(name) && !others.has(name)).map(({name}) => name),
  );
  return {
    own: [...own].toSorted(),
    others: [...others].map(([name, user]) => ({name, user})),
    ownerless: [...ownerless].toSorted(),
  };
}

/** The IDs of all containers that kind made for a cluster of this name, whosever they are. */
export async function allContainers(exec: Exec, cluster: string): Promise<readonly string[]> {
  return lines(await ask(exec, 'ps', '-aq', '--no-trunc', '--filter', `label=${kindLabel}=${cluster}`));
}

/** The IDs of the owner's containers of a cluster. */
export async function ownContainers(exec: Exec, cluster: string, owner: Owner): Promise<readonly string[]> {
  const filters = ['--filter', `label=${kindLabel}=${cluster}`, '--filter', `volume=${ownerPath(owner)}`];
  return lines(await ask(exec, 'ps', '-aq', '--no-trunc', ...filters));
}

/** Something that a cluster of ours consists of; `id` is empty where it has no owner. */
interface Part {
  readonly name: string;
  readonly id: string;
  readonly user: string;
}

async function containers(exec: Exec): Promise<readonly Part[]> {
  const named = lines(
    await ask(
      exec,
      'ps',
      '-a',
      '--no-trunc',
      '--filter',
      `label=${kindLabel}`,
      '--format',
      `{{.ID}}\t{{.Label "${kindLabel}"}}`,
    ),
  );
  const ids = named
    .map((line) => line.split('\t'))
    .flatMap(([id = '', name = '']) => (name.startsWith(namePrefix) ? [id] : []));
  if (ids.length === 0) return [];
  const format = `{{index .Config.Labels "${kindLabel}"}}{{range .Mounts}}\t{{.Destination}}{{end}}`;
  // One that went meanwhile makes inspect fail after it has printed the others.
  const {stdout} = await exec(['docker', 'inspect', '--type', 'container', '--format', format, ...ids], {
    timeoutMs: boundMs,
    allowFailure: true,
  });
  return lines(stdout).flatMap((line): readonly Part[] => {
    const [name = '', ...paths] = line.split('\t');
    const found = ownerIn(paths);
    if (found !== undefined) return [{name, id: found.id, user: String(found.user)}];
    return paths.includes(archiveFolder) ? [{name, id: '', user: ''}] : [];
  });
}

async function networks(exec: Exec): Promise<readonly Part[]> {
  const format = [networkLabel, ownerLabel, userLabel].map((label) => `{{.Label "${label}"}}`).join('\t');
  return lines(await ask(exec, 'network', 'ls', '--filter', `label=${networkLabel}`, '--format', format)).map(
    (line) => {
      const [name = '', id = '', user = ''] = line.split('\t');
      return {name, id, user};
    },
  );
}

async function ask(exec: Exec, ...argv: readonly string[]): Promise<string> {
  return (await exec(['docker', ...argv], {timeoutMs: boundMs})).stdout;
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
