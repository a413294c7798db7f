import {lstat} from 'node:fs/promises';
import {join} from 'node:path';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {UsageError} from '../../system/errors.ts';
import {CommandError} from '../../system/exec.ts';
import {printable} from '../../text/printable.ts';
import {InputError, type Inputs, shown} from '../inputs/inputs.ts';
import {ownNetwork, unreachable} from '../inputs/own-network.ts';
import type {Found} from '../manifests/manifest.ts';
import {missingFrom} from '../manifests/manifest.ts';
import {shapeProblems} from '../manifests/shape.ts';
import type {Chart} from '../manifests/source.ts';
import {statedAt} from '../manifests/stated.ts';
import type {RenderTools} from '../manifests/rendered.ts';
import {readYaml} from '../profile/yaml-source.ts';
import {templatePlaces} from './places.ts';
import {templateOf, type Template} from './template.ts';

const renderMs = 60_000;
/** What charts are told that they are rendered for, whatever the cluster's patch level. */
const kubernetesVersion = 'v1.34.0';

/**
 * The objects that Helm renders of a chart, as it would install them: definitions too, hooks too. Nothing is fetched, and
 * nothing of the user's own Helm is used. Throws UsageError for what Helm refuses, in its words.
 */
export async function rendered(chart: Chart, {exec, helm, inputs, signal}: RenderTools): Promise<readonly Found[]> {
  await lookThrough(chart.helm, inputs);
  for (const file of chart.values) await inputs.text(file);
  const {path} = await inputs.find(chart.helm);
  const argv = [
    ...(await ownNetwork(exec)),
    await helm(),
    'template',
    chart.release,
    path,
    '--namespace',
    chart.release,
    '--include-crds',
    '--kube-version',
    kubernetesVersion,
    ...chart.values.flatMap((file) => ['--values', file]),
    ...Object.entries(chart.set).flatMap(([key, value]) => ['--set-json', `${key}=${JSON.stringify(value)}`]),
  ];
  const options = {
    timeoutMs: renderMs,
    env: {...unreachable, ...nobodysHelm},
    ...(signal === undefined ? {} : {signal}),
  };
  const {stdout} = await exec(argv, options).catch((cause: unknown) => {
    signal?.throwIfAborted();
    if (!(cause instanceof CommandError) || cause.exitCode === undefined) throw cause;
    const words = printable(cause.stderr.trim().replace(/^Error: /, ''), 1000);
    throw new UsageError('chart-invalid', `${shown(chart.helm)}: Helm refuses it: ${words}`, {
      cause,
      hint: words.includes('missing in charts/')
        ? `Fetch what it depends on first: helm dependency build ${shown(chart.helm)}. Nothing is fetched here.`
        : 'Correct the chart or its values.',
    });
  });
  const templates = new Map<string, Template>();
  const found: Found[] = [];
  for (const {content, comment, problems} of readYaml(stdout)) {
    const source = /^\s*Source:\s*(\S+)\s*$/m.exec(comment ?? '')?.[1];
    const template = templates.get(source ?? '') ?? (await templateOf(chart, source, inputs));
    templates.set(source ?? '', template);
    const missing = problems[0]?.message ?? missingFrom(content);
    if (missing !== undefined) {
      const got = problems.length > 0 ? `text that is no YAML: ${missing}` : `one without ${missing}`;
      found.push({problem: `${template.file}:1:1: expected a Kubernetes object, got ${got}`});
      continue;
    }
    const object = content as KubeObject;
    const places = templatePlaces(object, template);
    const first = places.find(({path: at}) => at === 'kind') ?? {file: template.file, line: 1};
    const wrong = shapeProblems(object);
    found.push(
      ...(wrong.length === 0
        ? [{object, file: first.file, line: first.line, places}]
        : wrong.map(({path: at, text}) => {
            const {file, line, column} = statedAt({...first, places}, at);
            return {problem: `${file}:${line}:${column}: ${text}`};
          })),
    );
  }
  return found;
}

/** Looks at all that a chart's folder holds before Helm does: regular files below the root. */
async function lookThrough(path: string, inputs: Inputs): Promise<void> {
  if (!(await inputs.find(path)).isFolder) return;
  for (const name of await inputs.names(path)) {
    const inner = join(path, name);
    if ((await lstat(inner)).isSymbolicLink() && (await inputs.find(inner)).isFolder)
      throw new InputError(inner, 'a link to a folder');
    await lookThrough(inner, inputs);
  }
}

/** No plugins, repositories and settings of the user's. */
const nobodysHelm = {
  HELM_CACHE_HOME: '/nonexistent',
  HELM_CONFIG_HOME: '/nonexistent',
  HELM_DATA_HOME: '/nonexistent',
  HELM_PLUGINS: '/nonexistent',
  KUBECONFIG: '/nonexistent',
};
