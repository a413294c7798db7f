import type {Clock} from '../../system/clock.ts';
import {HarnessError} from '../../system/errors.ts';
import type {Api} from '../cluster.ts';
import {waitForDns} from './coredns.ts';

const configMap = {apiVersion: 'v1', kind: 'ConfigMap'};
const deployment = {apiVersion: 'apps/v1', kind: 'Deployment'};
const begins = '# seatrial: names of stubs';
const ends = '# seatrial: end of the names of stubs';

/** The addresses that cluster DNS answers for names which nobody in the cluster has. */
type ServedNames = Readonly<Record<string, string>>;

/**
 * Makes cluster DNS answer these names with these addresses, and no other of ours; resolves when each of its servers
 * does. What is so already is left as it is. Throws WaitTimeoutError.
 */
export async function serveNames(
  api: Api,
  names: ServedNames,
  {clock, signal}: {readonly clock: Clock; readonly signal?: AbortSignal},
): Promise<void> {
  const corefile = await readCorefile(api);
  if (corefile === undefined)
    throw new HarnessError('no-coredns', 'The cluster has no ConfigMap kube-system/coredns with a Corefile');
  const wanted = withNames(corefile, names);
  if (wanted === corefile) return;
  await api.patch(configMap, 'coredns', 'kube-system', {data: {Corefile: wanted}});
  // Servers read the new file when they start; by themselves they would within a minute or two.
  const told = Object.entries(names).map(([name, address]) => `${name} ${address}`);
  const annotations = {'seatrial/names': told.length === 0 ? null : told.join(', ')};
  await api.patch(deployment, 'coredns', 'kube-system', {spec: {template: {metadata: {annotations}}}});
  await waitForDns(api, clock, signal);
}

/** The names of ours that cluster DNS answers now. */
export async function servedNames(api: Api): Promise<readonly string[]> {
  const block = blockOf((await readCorefile(api)) ?? '');
  return [...block.matchAll(/^\s+[\d.]+ (\S+)$/gm)].flatMap(([, name]) => name ?? []);
}

/** A Corefile that answers these names of ours besides what it serves, and none that an earlier one answered. */
export function withNames(corefile: string, names: ServedNames): string {
  const rest = corefile.replace(blockOf(corefile), '').trimEnd();
  const entries = Object.entries(names).toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (entries.length === 0) return `${rest}\n`;
  const zones = entries.map(([name]) => `${name}:53`).join(' ');
  const hosts = entries.map(([name, address]) => `        ${address} ${name}`).join('\n');
  return `${rest}\n${begins}\n${zones} {\n    errors\n    hosts {\n${hosts}\n        ttl 5\n        no_reverse\n    }\n}\n${ends}\n`;
}

function blockOf(corefile: string): string {
  const from = corefile.indexOf(begins);
  const to = corefile.indexOf(ends);
  return from < 0 || to < from ? '' : corefile.slice(from, to + ends.length);
}

async function readCorefile(api: Api): Promise<string | undefined> {
  const found = await api.get(configMap, 'coredns', 'kube-system');
  return (found?.['data'] as {Corefile?: string} | undefined)?.Corefile;
}
