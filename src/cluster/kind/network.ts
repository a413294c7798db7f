import {CommandError} from '../../system/exec.ts';
import type {Exec} from '../../system/exec.ts';
import {networkLabel, ownerLabel, userLabel} from '../labels.ts';
import * as docker from './docker.ts';
import type {Owner} from './owner.ts';
import {freeSubnets} from './subnets.ts';

const boundMs = 30_000;

/**
 * Creates the cluster's Docker network (of the cluster's name, IPv4 only, a free /24 of 198.18.0.0/15) unless the owner
 * has it; resolves with its subnet.
 */
export async function createNetwork(exec: Exec, cluster: string, owner: Owner): Promise<string> {
  const there = await subnetOf(exec, cluster, owner);
  if (there !== undefined) return there;
  const labels = [`${networkLabel}=${cluster}`, `${ownerLabel}=${owner.id}`, `${userLabel}=${owner.user}`];
  let refused: unknown;
  // Another process may take a candidate between the look and the creation: Docker refuses, the next one is tried.
  for (const subnet of freeSubnets(await takenSubnets(exec)).slice(0, 8)) {
    try {
      await docker.createNetwork(exec, cluster, {subnet, labels});
      return subnet;
    } catch (error) {
      if (!(error instanceof CommandError) || !/overlap/i.test(error.stderr)) throw error;
      refused = error;
    }
  }
  throw refused;
}

/**
 * Removes the owner's Docker networks for a cluster, each by its ID; resolves also when there is none. Throws when
 * containers are still on one.
 */
export async function removeNetwork(exec: Exec, cluster: string, owner: Owner): Promise<void> {
  for (const id of await idsOf(exec, cluster, owner)) await docker.removeNetwork(exec, id);
}

async function subnetOf(exec: Exec, cluster: string, owner: Owner): Promise<string | undefined> {
  const ids = await idsOf(exec, cluster, owner);
  return ids.length === 0 ? undefined : (await subnetsOf(exec, ids.slice(0, 1)))[0];
}

async function idsOf(exec: Exec, cluster: string, owner: Owner): Promise<readonly string[]> {
  return await docker.networks(exec, [`${networkLabel}=${cluster}`, `${ownerLabel}=${owner.id}`]);
}

/** Subnets of all Docker networks, and destinations of the host's routes where there is an `ip` command. */
async function takenSubnets(exec: Exec): Promise<readonly string[]> {
  const ids = await docker.networks(exec, []);
  const routes =
    process.platform === 'linux'
      ? await exec(['ip', '-4', 'route', 'show', 'table', 'main'], {timeoutMs: boundMs})
      : undefined;
  const destinations = lines(routes?.stdout ?? '').map(
    (line) => line.split(/\s+/).find((word) => /^\d/.test(word)) ?? '',
  );
  return [...(await subnetsOf(exec, ids)), ...destinations];
}

async function subnetsOf(exec: Exec, ids: readonly string[]): Promise<readonly string[]> {
  return (await docker.inspectNetworks(exec, ids)).flatMap(({subnets}) => subnets);
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
