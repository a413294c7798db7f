import {lstat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {DeployFacts} from '../../history/facts.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {UsageError} from '../../system/errors.ts';
import {CommandError} from '../../system/exec.ts';
import type {Exec} from '../../system/exec.ts';
import {printable} from '../../text/printable.ts';
import {several} from '../../text/units.ts';
import {InputError, shown, type Inputs} from '../inputs/inputs.ts';
import {ownNetwork} from '../inputs/own-network.ts';
import {kustomizationInputs} from '../inputs/kustomization.ts';
import {shapeProblems} from './shape.ts';
import {isPlain} from '../profile/merge.ts';
import {at, placesOf} from './places.ts';
import type {Place} from './places.ts';
import {
  isKustomization,
  isManifestFile,
  kustomizationIn,
  statementsIn,
  statementsOfKustomization,
} from './statements.ts';
import type {StatementAbout} from './statements.ts';
import {nearestAbove, statedAt} from './stated.ts';
import {readYaml, type Path} from '../profile/yaml-source.ts';

/** One object of the subject as written, and where it is stated. */
export interface Manifest {
  readonly object: KubeObject;
  readonly file: string;
  readonly line: number;
  /** Where its paths stand; empty for kinds that hold data. */
  readonly places: readonly Place[];
}

/** How manifests are read. */
export interface ManifestTools {
  readonly exec: Exec;
  /** Finds a kubectl, for `kubectl kustomize`: asked for only where there is a kustomization. */
  readonly kubectl: () => Promise<string>;
  /** What may be read. */
  readonly inputs: Inputs;
  /**
   * Asked for on the command line: kustomizations may name what is fetched, and `onFetch` is told of it first. Default:
   * they may not.
   */
  readonly remoteBases?: {readonly onFetch: (entry: string) => void};
  readonly signal?: AbortSignal;
}

const kustomizeMs = 30_000;
/** As many problems as anybody reads. */
const mostTold = 50;

/**
 * Reads files, folders and kustomizations. Throws one UsageError that lists everything that is no Kubernetes object, or
 * stated twice.
 */
export async function readManifests(paths: readonly string[], tools: ManifestTools): Promise<readonly Manifest[]> {
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

/** The positions for the history: each object, each of its containers, and each path that the manifests state. */
export function positionsOf(manifests: readonly Manifest[]): DeployFacts['positions'] {
  return manifests.flatMap(({object, file, line, places}) => {
    const of = {kind: object.kind, name: object.metadata.name};
    return [{of, file, line}, ...places.map((place) => ({of, path: place.path, file: place.file, line: place.line}))];
  });
}

type Found = Manifest | {readonly problem: string};

async function readPath(path: string, tools: ManifestTools): Promise<readonly Found[]> {
  const {inputs} = tools;
  if (!(await inputs.find(path)).isFolder) {
    if (isManifestFile(path)) return plain(await statementsIn(path, inputs));
    if (isKustomization(path)) return kustomized(path, tools);
    return [{problem: `${shown(path)}: expected a YAML file, a folder or a kustomization, got another file`}];
  }
  const kustomization = await kustomizationIn(path, inputs);
  if (kustomization !== undefined) return kustomized(kustomization, tools);
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

/**
 * An environment in which kubectl reaches nothing, should it fetch what was not seen: no git, no protocol of it, and a
 * proxy that nobody is. This machine's own addresses it would reach without a proxy: for them it has a network of its
 * own, where that can be had.
 */
const unreachable = {
  PATH: '/nonexistent',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  ...Object.fromEntries(
    ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) =>
      [name, name.toLowerCase()].map((it) => [it, 'http://127.0.0.1:1']),
    ),
  ),
  NO_PROXY: '',
  no_proxy: '',
};

async function kustomized(
  file: string,
  {exec, kubectl, inputs, remoteBases, signal}: ManifestTools,
): Promise<readonly Found[]> {
  const {problems, remote} = await kustomizationInputs(file, inputs);
  if (problems.length > 0) return problems.map((problem) => ({problem}));
  if (remoteBases === undefined && remote.length > 0) {
    throw new UsageError(
      'remote-base',
      remote
        .map(
          ({place, entry}) =>
            `${place}: expected a file or folder of the subject, got ${entry}, which kubectl would fetch`,
        )
        .join('\n'),
      {
        hint: 'Nothing was fetched. Copy it beside the kustomization; or, if you trust who keeps it, say --remote-bases.',
      },
    );
  }
  for (const {place, entry} of remote) remoteBases?.onFetch(`${entry} (${place})`);
  const statements = await statementsOfKustomization(file, inputs);
  const invalid = statements
    .filter(({form}) => form === 'object')
    .flatMap((it) => it.source.problems.map((problem) => ({...problem, in: it.file})));
  // kubectl would lay out for minutes what grows without end.
  if (invalid.length > 0)
    return invalid.map((it) => ({
      problem: `${it.in}:${it.line}:${it.column}: expected valid YAML, got: ${it.message}`,
    }));
  const options = {
    timeoutMs: kustomizeMs,
    ...(signal === undefined ? {} : {signal}),
    ...(remoteBases === undefined ? {env: unreachable} : {}),
  };
  const {path: folder} = await inputs.find(dirname(file));
  const alone = remoteBases === undefined ? await ownNetwork(exec) : [];
  const {stdout} = await exec([...alone, await kubectl(), 'kustomize', folder], options).catch((cause: unknown) => {
    signal?.throwIfAborted();
    const words =
      cause instanceof CommandError && cause.exitCode !== undefined ? printable(cause.stderr.trim(), 1000) : undefined;
    if (words === undefined) throw cause;
    throw new UsageError('kustomization-invalid', `${shown(file)}:1:1: kustomize refuses it: ${words}`, {cause});
  });
  return readYaml(stdout).flatMap(({content}): readonly Found[] => {
    const missing = missingFrom(content);
    if (missing !== undefined)
      return [{problem: `${shown(file)}:1:1: expected a Kubernetes object, got one without ${missing}`}];
    const object = content as KubeObject;
    const own = statements.filter(
      ({about}) =>
        [undefined, object.kind].includes(about.kind) && [undefined, object.metadata.name].includes(about.name),
    );
    const first = own.find((it) => it.form === 'object');
    const line = first?.source.valueAt(first.root)?.line;
    const manifest = manifestOf(
      object,
      own,
      first === undefined || line === undefined ? {file: shown(file), line: 1} : {file: first.file, line},
    );
    const wrong = shapeProblems(object);
    return wrong.length === 0
      ? [manifest]
      : wrong.map(({path, text}) => ({problem: `${placeIn(manifest, path)}: ${text}`}));
  });
}

function placeIn(manifest: Manifest, path: Path): string {
  const {file, line, column} = statedAt(manifest, path);
  return `${file}:${line}:${column}`;
}

/** Kinds whose keys are data, not settings: nobody is pointed into them. */
const dataKinds = new Set(['ConfigMap', 'Secret', 'CustomResourceDefinition']);

function manifestOf(
  object: KubeObject,
  statements: readonly StatementAbout[],
  where: {readonly file: string; readonly line: number},
): Manifest {
  return {object, ...where, places: dataKinds.has(object.kind) ? [] : placesOf(object, statements)};
}

function missingFrom(object: unknown): string | undefined {
  if (!isPlain(object)) return 'apiVersion, kind and metadata.name';
  const metadata = object['metadata'];
  const missing = [
    ...['apiVersion', 'kind'].filter((key) => typeof object[key] !== 'string'),
    ...(isPlain(metadata) && typeof metadata['name'] === 'string' ? [] : ['metadata.name']),
  ];
  return missing.length === 0 ? undefined : missing.join(', ');
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
