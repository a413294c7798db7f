import type {Exec} from '../system/exec.ts';
import {kindLabel} from '../cluster/labels.ts';
import type {Oddity} from './leftover.ts';

const boundMs = 30_000;
const format =
  '{{.Name}}\t{{.State.Status}}\t{{.HostConfig.NanoCpus}} {{.HostConfig.CpuQuota}} {{.HostConfig.Memory}}\t{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}';

/** What Docker says of the nodes of one cluster, and which of them run. */
export async function dockerOddities(
  exec: Exec,
  cluster: string,
): Promise<{readonly running: readonly string[]; readonly oddities: readonly Oddity[]}> {
  const {stdout} = await exec(['docker', 'ps', '-aq', '--filter', `label=${kindLabel}=${cluster}`], {
    timeoutMs: boundMs,
  });
  const ids = stdout.split('\n').filter(Boolean);
  if (ids.length === 0) return {running: [], oddities: []};
  return parseContainers(
    (await exec(['docker', 'inspect', '--format', format, ...ids], {timeoutMs: boundMs})).stdout,
    cluster,
  );
}

/** The lines of that `docker inspect`. */
export function parseContainers(text: string, cluster: string): Awaited<ReturnType<typeof dockerOddities>> {
  const running: string[] = [];
  const oddities: Oddity[] = [];
  for (const line of text.split('\n').filter(Boolean)) {
    const [name = '', state = '', limits = '', networks = ''] = line.split('\t');
    const on = name.replace(/^\//, '');
    if (state === 'running') running.push(on);
    else oddities.push({kind: 'node-state', on, what: state});
    const [nanoCpus = '0', cpuQuota = '0', memory = '0'] = limits.split(' ');
    const limited = Object.entries({nanoCpus, cpuQuota, memory}).filter(([, value]) => Number(value) > 0);
    if (limited.length > 0)
      oddities.push({kind: 'node-limits', on, what: limited.map(([key, value]) => `${key} ${value}`).join(', ')});
    if (!networks.split(' ').includes(cluster))
      oddities.push({kind: 'node-network', on, what: `in ${networks.trim() || 'no network'}`});
  }
  return {running, oddities};
}
