import {basename, dirname, join, relative} from 'node:path';
import {UsageError} from '../../system/errors.ts';
import {dnsLabel} from '../../text/dns-label.ts';
import {type Inputs, shown} from '../inputs/inputs.ts';
import {isManifestFile, kustomizationIn} from '../manifests/statements.ts';
import type {ManifestSource} from '../manifests/source.ts';
import {isPlain} from '../profile/merge.ts';
import {readYaml} from '../profile/yaml-source.ts';

/** Folders in which manifests are kept, the likeliest first. */
const usualFolders = ['k8s', 'kubernetes', 'manifests', 'deploy', 'deployment', 'kustomize', 'helm', 'chart', 'charts'];
const chartFile = 'Chart.yaml';

/**
 * What a person named, as sources of objects: a chart by its Chart.yaml, a packed one by its name. Where nothing was
 * named, what is in a folder or in a usual one below it. Throws UsageError where nothing is found.
 */
export async function sourcesIn(
  paths: readonly string[],
  folder: string,
  inputs: Inputs,
): Promise<readonly ManifestSource[]> {
  if (paths.length > 0) return Promise.all(paths.map(async (path) => sourceAt(path, inputs)));
  const found = await usualIn(folder, inputs);
  if (found !== undefined) return [found];
  throw new UsageError(
    'nothing-to-read',
    `There are no manifests in ${shown(folder)}, nor in a usual folder below it`,
    {
      hint: `Name files, a folder, a kustomization or a chart: init ./k8s. Looked in: ${usualFolders.join(', ')}.`,
    },
  );
}

/** The paths of a source relative to a folder, as a profile in it has them. */
export function relativeTo(folder: string, source: ManifestSource): ManifestSource {
  const from = (path: string): string => {
    const way = relative(folder, path);
    return way === '' ? '.' : way.startsWith('..') ? way : `./${way}`;
  };
  return typeof source === 'string'
    ? from(source)
    : {...source, helm: from(source.helm), values: source.values.map(from)};
}

async function sourceAt(path: string, inputs: Inputs): Promise<ManifestSource> {
  const {isFolder} = await inputs.find(path);
  if (!isFolder) {
    if (basename(path) === chartFile) return chartAt(dirname(path), inputs);
    return path.endsWith('.tgz') ? chart(path, basename(path).replace(/-\d.*$|\.tgz$/, '')) : path;
  }
  return (await inputs.names(path)).includes(chartFile) ? chartAt(path, inputs) : path;
}

async function chartAt(folder: string, inputs: Inputs): Promise<ManifestSource> {
  const [source] = readYaml(await inputs.text(join(folder, chartFile)));
  const name = isPlain(source?.content) ? source.content['name'] : undefined;
  return chart(folder, typeof name === 'string' ? name : basename(folder));
}

function chart(helm: string, name: string): ManifestSource {
  return {helm, values: [], set: {}, release: dnsLabel(name, 53, 'release')};
}

async function usualIn(folder: string, inputs: Inputs): Promise<ManifestSource | undefined> {
  const names = await inputs.names(folder);
  if (names.includes(chartFile)) return chartAt(folder, inputs);
  if ((await kustomizationIn(folder, inputs)) !== undefined) return folder;
  for (const name of usualFolders.filter((it) => names.includes(it))) {
    const inner = join(folder, name);
    if (!(await inputs.find(inner)).isFolder) continue;
    const inside = await inputs.names(inner);
    if (inside.includes(chartFile)) return chartAt(inner, inputs);
    const charts = await chartsIn(inner, inside, inputs);
    const [only, another] = charts;
    if (only !== undefined && another === undefined) return chartAt(only, inputs);
    if (another !== undefined) continue;
    if (inside.some((it) => isManifestFile(it)) || (await kustomizationIn(inner, inputs)) !== undefined) return inner;
  }
  return undefined;
}

/** The charts in a folder that holds charts. */
async function chartsIn(folder: string, names: readonly string[], inputs: Inputs): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of names) {
    const inner = join(folder, name);
    if ((await inputs.find(inner)).isFolder && (await inputs.names(inner)).includes(chartFile)) found.push(inner);
  }
  return found;
}
