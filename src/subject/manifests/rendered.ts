import {dirname} from 'node:path';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {UsageError} from '../../system/errors.ts';
import {CommandError} from '../../system/exec.ts';
import type {Exec} from '../../system/exec.ts';
import {printable} from '../../text/printable.ts';
import {shown, type Inputs} from '../inputs/inputs.ts';
import {kustomizationInputs} from '../inputs/kustomization.ts';
import {ownNetwork, unreachable} from '../inputs/own-network.ts';
import {readYaml, type Path} from '../profile/yaml-source.ts';
import {manifestOf, missingFrom} from './manifest.ts';
import type {Found, Manifest} from './manifest.ts';
import {shapeProblems} from './shape.ts';
import {statedAt} from './stated.ts';
import {statementsOfKustomization} from './statements.ts';

/** How manifests are read, and kustomizations rendered. */
export interface RenderTools {
  readonly exec: Exec;
  /** Finds a kubectl, for `kubectl kustomize`: asked for only where there is a kustomization. */
  readonly kubectl: () => Promise<string>;
  /** Finds Helm, or sets it up: asked for only where there is a chart. */
  readonly helm: () => Promise<string>;
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

/** What kubectl renders of a kustomization, after all that it names was looked at. */
export async function rendered(
  file: string,
  {exec, kubectl, inputs, remoteBases, signal}: RenderTools,
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
