import {CommandError} from '../system/exec.ts';
import type {Exec} from '../system/exec.ts';
import {networkLabel} from './labels.ts';
import {freeSubnets} from './subnets.ts';

const boundMs = 30_000;

/** Creates the cluster's Docker network (of the cluster's name, IPv4 only, a free /24 of 198.18.0.0/15) unless it is there; resolves with its subnet. */
export async function createNetwork(exec: Exec, cluster: string): Promise<string> {
  const there = await subnetOf(exec, cluster);
  if (there !== undefined) return there;
  let refused: unknown;
  // Another process may take a candidate between the look and the creation: Docker refuses, the next one is tried.
  for (const subnet of freeSubnets(await takenSubnets(exec)).slice(0, 8)) {
    try {
      await exec(['docker', 'network', 'create', '--driver', 'bridge', '--subnet', subnet, '--label', `${networkLabel}=${cluster}`, cluster], {
        timeoutMs: boundMs,
      });
      return subnet;
    } catch (error) {
      if (!(error instanceof CommandError) || !/overlap/i.test(error.stderr)) throw error;
      refused = error;
    }
  }
  throw refused;
}

/** Removes the cluster's Docker network; resolves also when there is none. Throws when containers are still on it. */
export async function removeNetwork(exec: Exec, cluster: string): Promise<void> {
  if ((await idOf(exec, cluster)) === undefined) return;
  await exec(['docker', 'network', 'rm', cluster], {timeoutMs: boundMs});
}

/** The names of the clusters that have a network of ours. */
export async function listNetworks(exec: Exec): Promise<readonly string[]> {
  const argv = ['docker', 'network', 'ls', '--filter', `label=${networkLabel}`, '--format', '{{.Name}}'];
  return lines((await exec(argv, {timeoutMs: boundMs})).stdout);
}

async function subnetOf(exec: Exec, cluster: string): Promise<string | undefined> {
  const id = await idOf(exec, cluster);
  return id === undefined ? undefined : (await subnetsOf(exec, [id]))[0];
}

async function idOf(exec: Exec, cluster: string): Promise<string | undefined> {
  const argv = ['docker', 'network', 'ls', '--filter', `label=${networkLabel}=${cluster}`, '--format', '{{.ID}}'];
  return lines((await exec(argv, {timeoutMs: boundMs})).stdout)[0];
}

/** Subnets of all Docker networks, and destinations of the host's routes where there is an `ip` command. */
async function takenSubnets(exec: Exec): Promise<readonly string[]> {
  const ids = lines((await exec(['docker', 'network', 'ls', '-q'], {timeoutMs: boundMs})).stdout);
  const routes = process.platform === 'linux' ? await exec(['ip', '-4', 'route', 'show', 'table', 'main'], {timeoutMs: boundMs}) : undefined;
  const destinations = lines(routes?.stdout ?? '').map((line) => line.split(/\s+/).find((word) => /^\d/.test(word)) ?? '');
  return [...(await subnetsOf(exec, ids)), ...destinations];
}

async function subnetsOf(exec: Exec, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const argv = ['docker', 'network', 'inspect', '--format', '{{range .IPAM.Config}}{{println .Subnet}}{{end}}', ...ids];
  // A network that went meanwhile makes inspect fail after it has printed the others.
  return lines((await exec(argv, {timeoutMs: boundMs, allowFailure: true})).stdout);
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
