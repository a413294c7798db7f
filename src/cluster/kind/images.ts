import {commandLine} from '../../system/command-line.ts';
import {mkdir, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {randomUUID} from 'node:crypto';
import {fullName} from '../../kubernetes/image-name.ts';
import {HarnessError} from '../../system/errors.ts';
import type {Exec} from '../../system/exec.ts';
import type {NodeImages, NodeShell} from '../cluster.ts';
import * as docker from './docker.ts';
import {archiveFolder, imageFolder} from './nodes/files.ts';

/** Where images go. */
export interface ImageTargets {
  readonly exec: Exec;
  readonly shell: NodeShell;
  /** The kubeconfig's path: its folder holds what the nodes mount. */
  readonly kubeconfig: string;
  readonly nodes: readonly {readonly name: string}[];
}

const boundMs = 300_000;

/** Images as the Docker engine has them, and the way of theirs to the nodes. */
export function nodeImages(targets: ImageTargets): NodeImages {
  return {
    has: async (image) => (await docker.imageId(targets.exec, image)) !== undefined,
    bring: async (images) => loadImages(targets, images),
  };
}

/**
 * Brings images of the Docker engine to nodes that do not have them yet; resolves with the images that had to be sent.
 */
export async function loadImages(
  {exec, shell, kubeconfig, nodes}: ImageTargets,
  images: readonly string[],
): Promise<readonly string[]> {
  const [wanted, present] = await Promise.all([
    identify(exec, images),
    Promise.all(nodes.map(async ({name}) => idsOn(shell, name))),
  ]);
  const missing = [...wanted]
    .filter(([image, id]) => !present.every((ids) => ids.get(fullName(image)) === id))
    .map(([image]) => image);
  if (missing.length === 0) return [];

  const name = `${randomUUID()}.tar`;
  const archive = join(imageFolder(dirname(kubeconfig)), name);
  await mkdir(dirname(archive), {recursive: true});
  try {
    await docker.saveImages(exec, archive, missing);
    const argv = [
      'ctr',
      '-n',
      'k8s.io',
      'images',
      'import',
      '--digests',
      '--snapshotter',
      'overlayfs',
      `${archiveFolder}/${name}`,
    ];
    await Promise.all(nodes.map(async (node) => shell.run(node.name, argv, {timeoutMs: boundMs})));
  } finally {
    await rm(archive, {force: true});
  }
  return missing;
}

/** Image names with the IDs that the engine has for them. Throws HarnessError naming all that it does not have. */
async function identify(exec: Exec, images: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const unique = [...new Set(images)];
  const found = await Promise.all(
    unique.map(async (image) => [image, (await docker.imageId(exec, image)) ?? ''] as const),
  );
  const absent = found.filter(([, id]) => id === '').map(([image]) => image);
  if (absent.length === 0) return new Map(found);
  throw new HarnessError('no-image', `The Docker engine does not have: ${absent.join(', ')}`, {
    hint: `Build or pull them; "${commandLine('setup')}" builds those of the demo and of the harness.`,
  });
}

/** The images of a node: full name to image ID. */
async function idsOn(shell: NodeShell, node: string): Promise<ReadonlyMap<string, string>> {
  const {stdout} = await shell.run(node, ['crictl', 'images', '-o', 'json']);
  const {images = []} = JSON.parse(stdout) as {
    images?: readonly {readonly id: string; readonly repoTags?: readonly string[]}[];
  };
  return new Map(images.flatMap(({id, repoTags = []}) => repoTags.map((tag) => [tag, id] as const)));
}
