import {lstat} from 'node:fs/promises';
import {join} from 'node:path';
import type {DeployFacts} from '../../history/facts.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {UsageError} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';
import {several} from '../../text/units.ts';
import {InputError, shown} from '../inputs/inputs.ts';
import {manifestOf, missingFrom} from './manifest.ts';
import type {Found, Manifest} from './manifest.ts';
import {at} from './places.ts';
import {rendered, type RenderTools} from './rendered.ts';
import {shapeProblems} from './shape.ts';
import {nearestAbove} from './stated.ts';
import {isKustomization, isManifestFile, kustomizationIn, statementsIn} from './statements.ts';
import type {StatementAbout} from './statements.ts';

/** As many problems as anybody reads. */
const mostTold = 50;

/**
 * Reads files, folders and kustomizations. Throws one UsageError that lists everything that is no Kubernetes object, or
 * stated twice.
 */
export async function readManifests(paths: readonly string[], tools: RenderTools): Promise<readonly Manifest[]> {
  const found: Found[] = [];
  for (const path of paths) found.push(...(await readPath(path, tools)));
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
    throw new UsageError('manifests-empty', `No Kubernetes object in ${paths.map(shown).join(', ')}`);
  return manifests;
}

/**
 * All objects of a subject: those of its manifests, and of `secretsFrom` the Secrets that its manifests do not state
 * themselves. Throws what `readManifests` throws.
 */
export async function readSubject(
  {manifests, secretsFrom}: {readonly manifests: readonly string[]; readonly secretsFrom: readonly string[]},
  tools: RenderTools,
): Promise<readonly Manifest[]> {
  const own = await readManifests(manifests, tools);
  const others = secretsFrom.length === 0 ? [] : await readManifests(secretsFrom, tools);
  const isStated = ({metadata}: KubeObject): boolean =>
    own.some(({object}) => object.kind === 'Secret' && object.metadata.name === metadata.name);
  return [...own, ...others.filter(({object}) => object.kind === 'Secret' && !isStated(object))];
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
    return [{problem: `${shown(path)}: expected a YAML file, a folder or a kustomization, got another file`}];
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
    const object = at(source.content, root);
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

function repeated(manifests: readonly Manifest[]): readonly string[] {
  const seen = new Map<string, Manifest>();
  return manifests.flatMap((manifest) => {
    const {apiVersion, kind, metadata} = manifest.object;
    const key = `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
    const before = seen.get(key);
    seen.set(key, manifest);
    return before === undefined
      ? []
      : [
          `${manifest.file}:${manifest.line}:1: expected each object once, got ${printable(`${kind} ${metadata.name}`, 200)} again (first in ${before.file}:${before.line})`,
        ];
  });
}
