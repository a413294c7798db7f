import type {Exec} from '../system/exec.ts';
import {kindLabel, namePrefix} from './labels.ts';
import {listNetworks} from './network.ts';

/** The names of all clusters of ours that Docker still holds anything of, containers in any state or a network, found without a journal. */
export async function listClusters(exec: Exec): Promise<readonly string[]> {
  const argv = ['docker', 'ps', '-a', '--filter', `label=${kindLabel}`, '--format', `{{.Label "${kindLabel}"}}`];
  const [containers, networks] = await Promise.all([exec(argv, {timeoutMs: 30_000}), listNetworks(exec)]);
  const names = [...containers.stdout.split('\n'), ...networks].filter((name) => name.startsWith(namePrefix));
  return [...new Set(names)].toSorted();
}
