import {containersOf} from '../../kubernetes/containers.ts';
import {UsageError} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';
import {several} from '../../text/units.ts';
import type {Profile} from '../profile/profile.ts';
import {stepsOf} from './edit.ts';
import {turnOf} from './hooks.ts';
import type {Manifest} from './manifest.ts';
import {statedAt} from './stated.ts';

/** The local Docker engine, as far as images are concerned. */
export interface Engine {
  has(image: string): Promise<boolean>;
  /** Resolves with why it could not. */
  pull(image: string): Promise<{readonly refused: string} | undefined>;
  /** Told before each pull. */
  readonly onPull: (image: string) => void;
}

/** Images of this package, built by its set-up: no registry has them, and one that did would be a stranger's. */
const ours = /^seatrial\//;
/** What may follow `docker pull`: neither an option nor something for a shell. */
const reference = /^[A-Za-z0-9][\w./:@-]*$/;
/** What every node has; a registry is not needed for it. */
const onEveryNode = /^registry\.k8s\.io\/(pause|coredns|etcd|kube-)/;

/**
 * Brings the images that the manifests or the profile name and that the engine lacks into it, before a cluster is
 * touched: the nodes themselves reach no registry. Throws one UsageError that lists all it could not get.
 */
export async function pullImages(
  {images, facts: {profilePath}}: Pick<Profile, 'images' | 'facts'>,
  manifests: readonly Manifest[],
  engine: Engine,
): Promise<void> {
  const wanted = [...namedIn(manifests), ...images.map((image) => ({image, where: `${profilePath}: images`}))];
  const unique = [...new Map(wanted.toReversed().map((one) => [one.image, one])).values()].toReversed();
  const named = unique.filter(({image}) => reference.test(image));
  const here = await Promise.all(named.map(async ({image}) => engine.has(image)));
  const refused: (Named & {readonly why: string})[] = unique
    .filter(({image}) => !reference.test(image))
    .map((one) => ({...one, why: 'that is no name of an image'}));
  for (const one of named.filter((_, index) => here[index] !== true)) {
    if (ours.test(one.image)) {
      refused.push({...one, why: 'it is built on this machine, and is not here'});
      continue;
    }
    engine.onPull(one.image);
    const refusal = await engine.pull(one.image);
    if (refusal !== undefined && !onEveryNode.test(one.image)) refused.push({...one, why: refusal.refused});
  }
  if (refused.length === 0) return;
  const lines = refused.map(({image, where, why}) => printable(`${where}: ${image}: ${why}`, 1000));
  const commands = refused
    .filter(({image}) => reference.test(image))
    .map(({image}) => (ours.test(image) ? `docker build -t ${image} .` : `docker pull ${image}`));
  throw new UsageError(
    'image-missing',
    `The local Docker engine lacks ${refused.length === 1 ? 'an image' : several(refused.length, 'image')}, and could not get ${refused.length === 1 ? 'it' : 'them'}:\n${lines.join('\n')}`,
    {hint: ['Build or pull by hand, or correct the name:', ...commands].join('\n  ')},
  );
}

interface Named {
  readonly image: string;
  /** `file:line:column: Deployment web`, or where the profile names it. */
  readonly where: string;
}

function namedIn(manifests: readonly Manifest[]): readonly Named[] {
  return manifests
    .filter(({object}) => turnOf(object) !== 'never')
    .flatMap((manifest) =>
      containersOf(manifest.object).flatMap(({spec, path}): readonly Named[] => {
        const image = spec['image'];
        if (typeof image !== 'string' || image === '') return [];
        const {file, line, column} = statedAt(manifest, [...stepsOf(path), 'image']);
        const {kind, metadata} = manifest.object;
        return [{image, where: `${file}:${line}:${column}: ${kind} ${metadata.name}`}];
      }),
    );
}
