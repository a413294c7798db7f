import {lstat} from 'node:fs/promises';
import {join} from 'node:path';
import type {DeployFacts} from '../../history/facts.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {UsageError} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';
import {several} from '../../text/units.ts';
import {rendered as renderedChart} from '../charts/render.ts';
import {InputError, shown} from '../inputs/inputs.ts';
import type {Profile} from '../profile/profile.ts';
import {manifestOf, missingFrom} from './manifest.ts';
import type {Found, Manifest} from './manifest.ts';
import {rendered, type RenderTools} from './rendered.ts';
import {shapeProblems} from './shape.ts';
import {type ManifestSource, pathsOf} from './source.ts';
import {nearestAbove} from './stated.ts';
import {isKustomization, isManifestFile, kustomizationIn, objectIn, statementsIn} from './statements.ts';
import type {StatementAbout} from './statements.ts';

/** As many problems as anybody reads. */
const mostTold = 50;

/**
 * Reads files, folders, kustomizations and charts. Throws one UsageError that lists everything that is no Kubernetes object, or
 * stated twice.
 */
export async function readManifests(
  sources: readonly ManifestSource[],
  tools: RenderTools,
): Promise<readonly Manifest[]> {
  const found: Found[] = [];
  for (const source of sources)
    found.push(...(await (typeof source === 'string' ? readPath(source, tools) : renderedChart(source, tools))));
  const problems = found.flatMap((it) => ('problem' in it ? [it.problem] : []));
  const manifests = found.flatMap((it) => ('object' in it ? [it] : []));
  const all = [...problems, ...repeated(manifests)];
  if (all.length > 0) {
    const told = [...all.slice(0, mostTold), ...(all.length > mostTold ? [`and ${all.length - mostTold} more`] : [])];
    throw new UsageError(
      'manifests-invalid',
      `The manifests have ${several(all.length, 'problem')}:\n${told.join('\n')}`,
    );
  }
  if (manifests.length === 0)
    throw new UsageError(
      'manifests-empty',
      `No Kubernetes object in ${sources.map((source) => shown(pathsOf(source)[0] ?? '')).join(', ')}`,
    );
  return manifests;
}

/**
 * All objects of a subject: those of its manifests; of `provide` what they do not state themselves; and of `secretsFrom`
 * such Secrets. Throws what `readManifests` throws.
 */
export async function readSubject(
  {manifests, provide, secretsFrom}: Pick<Profile, 'manifests' | 'provide' | 'secretsFrom'>,
  tools: RenderTools,
): Promise<readonly Manifest[]> {
  const own = await readManifests(manifests, tools);
  const provided = provide.length === 0 ? [] : await readManifests(provide, tools);
  const others = secretsFrom.length === 0 ? [] : await readManifests(secretsFrom, tools);
  const secrets = others.filter(({object}) => object.kind === 'Secret');
  const stated = new Set(own.map(keyOf));
  const lent: Manifest[] = [];
  for (const manifest of [...provided, ...secrets]) {
    const key = keyOf(manifest);
    if (stated.has(key)) continue;
    stated.add(key);
    lent.push(manifest);
  }
  return [...own, ...lent];
}

function keyOf({object: {kind, metadata}}: Manifest): string {
  return `${kind} ${metadata.name}`;
}

/** The positions for the history: each object, each of its containers, and each path that the manifests state. */
export function positionsOf(manifests: readonly Manifest[]): DeployFacts['positions'] {
  return manifests.flatMap(({object, file, line, places}) => {
    const of = {kind: object.kind, name: object.metadata.name};
    return [{of, file, line}, ...places.map((place) => ({of, path: place.path, file: place.file, line: place.line}))];
  });
}

async function readPath(path: string, tools: RenderTools): Promise<readonly Found[]> {
  const {inputs} = tools;
  if (!(await inputs.find(path)).isFolder) {
    if (isManifestFile(path)) return plain(await statementsIn(path, inputs));
    if (isKustomization(path)) return rendered(path, tools);
    return [
      {problem: `${shown(path)}: expected a file of YAML or JSON, a folder or a kustomization, got another file`},
    ];
  }
  const kustomization = await kustomizationIn(path, inputs);
  if (kustomization !== undefined) return rendered(kustomization, tools);
  const found: Found[] = [];
  for (const name of await inputs.names(path)) {
    const inner = join(path, name);
    // What is no manifest is not looked at, and a folder only when it is one itself.
    const isFolder = (await lstat(inner)).isDirectory();
    if (!isFolder && !isManifestFile(inner)) continue;
    // A link to a folder may lead in circles.
    if (!isFolder && (await inputs.find(inner)).isFolder) throw new InputError(inner, 'a link to a folder');
    found.push(...(await readPath(inner, tools)));
  }
  return found;
}

function plain(statements: readonly StatementAbout[]): readonly Found[] {
  return statements.flatMap((statement): readonly Found[] => {
    const {file, source, root} = statement;
    const place = (position: {readonly line: number; readonly column: number} | undefined) =>
      `${file}:${position?.line ?? 1}:${position?.column ?? 1}`;
    if (source.problems.length > 0)
      return source.problems.map((it) => ({problem: `${place(it)}: expected valid YAML, got: ${it.message}`}));
    const object = objectIn(statement);
    const missing = missingFrom(object);
    const position = source.valueAt(root);
    if (missing !== undefined)
      return [{problem: `${place(position)}: expected a Kubernetes object, got one without ${missing}`}];
    const wrong = shapeProblems(object as KubeObject);
    if (wrong.length > 0)
      return wrong.map(({path, text}) => ({
        problem: `${place(nearestAbove(path, (it) => source.valueAt([...root, ...it])))}: ${text}`,
      }));
    return [manifestOf(object as KubeObject, [statement], {file, line: position?.line ?? 1})];
  });
}

/** What is stated twice, in whatever version, or once in each of two namespaces: a trial has one for all of them. */
function repeated(manifests: readonly Manifest[]): readonly string[] {
  const seen = new Map<string, Manifest>();
  return manifests.flatMap((manifest) => {
    const {apiVersion, kind, metadata} = manifest.object;
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    const key = `${group} ${kind} ${metadata.name}`;
    const before = seen.get(key);
    seen.set(key, manifest);
    if (before === undefined) return [];
    const [one, other] = [before.object.metadata.namespace, metadata.namespace];
    const called = printable(`${kind} ${metadata.name}`, 200);
    const expected =
      one === other
        ? `expected each object once, got ${called} again`
        : `expected each object once in the one namespace of a trial, got ${called} of namespace ${placeText(other)} beside that of ${placeText(one)}`;
    return [`${manifest.file}:${manifest.line}:1: ${expected} (first in ${before.file}:${before.line})`];
  });
}

function placeText(namespace: string | undefined): string {
  return namespace === undefined ? 'none' : printable(namespace, 100);
}
