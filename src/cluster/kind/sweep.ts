import type {Exec} from '../../system/exec.ts';
import {kindLabel, namePrefix, networkLabel, ownerLabel, userLabel} from '../labels.ts';
import * as docker from './docker.ts';
import {archiveFolder} from './nodes/files.ts';
import {type Owner, ownerIn, ownerPath} from './owner.ts';

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

/** Whether the engine has containers of a cluster of this name, whosever they are. */
export async function isOnEngine(exec: Exec, cluster: string): Promise<boolean> {
  return (await allContainers(exec, cluster)).length > 0;
}

/** The IDs of all containers that kind made for a cluster of this name, whosever they are. */
export async function allContainers(exec: Exec, cluster: string): Promise<readonly string[]> {
  return (await docker.containers(exec, [`label=${kindLabel}=${cluster}`])).map(({id}) => id);
}

/** The IDs of the owner's containers of a cluster. */
export async function ownContainers(exec: Exec, cluster: string, owner: Owner): Promise<readonly string[]> {
  const filters = [`label=${kindLabel}=${cluster}`, `volume=${ownerPath(owner)}`];
  return (await docker.containers(exec, filters)).map(({id}) => id);
}

/** Something that a cluster of ours consists of; `id` is empty where it has no owner. */
interface Part {
  readonly name: string;
  readonly id: string;
  readonly user: string;
}

async function containers(exec: Exec): Promise<readonly Part[]> {
  const named = (await docker.containers(exec, [`label=${kindLabel}`])).filter(({name}) => name.startsWith(namePrefix));
  const ids = named.map(({id}) => id);
  return (await docker.inspectContainers(exec, ids, {skipGone: true})).flatMap(({labels, mounts}): readonly Part[] => {
    const name = labels[kindLabel] ?? '';
    if (!name.startsWith(namePrefix)) return [];
    const found = ownerIn(mounts);
    if (found !== undefined) return [{name, id: found.id, user: String(found.user)}];
    return mounts.includes(archiveFolder) ? [{name, id: '', user: ''}] : [];
  });
}

async function networks(exec: Exec): Promise<readonly Part[]> {
  const ids = await docker.networks(exec, [networkLabel]);
  return (await docker.inspectNetworks(exec, ids)).map(({labels}) => ({
    name: labels[networkLabel] ?? '',
    id: labels[ownerLabel] ?? '',
    user: labels[userLabel] ?? '',
  }));
}
