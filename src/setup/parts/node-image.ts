import {join} from 'node:path';
import type {Bench} from '../bench.ts';
import {goChanges} from '../sources/go.ts';
import {hasImage} from '../sources/images.ts';
import {filesBelow, inputsKey} from '../sources/inputs.ts';
import {baseTag, buildNodeImage} from './node-image-build.ts';
import type {Part} from '../part.ts';
import {pins} from '../sources/pins.ts';

const {pulled, built} = pins.kubernetes;

/** A node image in the engine. */
export interface NodeImage {
  readonly image: string;
  readonly version: string;
  readonly podNetwork: 'kube-router' | 'kindnet';
}

/** The node image in the engine: kind's own, or the one built from the present inputs. */
export async function findNodeImage(bench: Bench): Promise<NodeImage | undefined> {
  if (await hasImage(bench, pulled.image)) return {image: pulled.image, version: pulled.version, podNetwork: 'kindnet'};
  const image = builtTag(await nodeImageKey(bench));
  return (await hasImage(bench, image)) ? {image, version: built.version, podNetwork: 'kube-router'} : undefined;
}

/** The image kind makes nodes from. */
export const nodeImagePart: Part = {
  name: 'node-image',
  title: 'Kubernetes node image',
  needs: ['engine', 'debian'],
  find: async (bench) => (await findNodeImage(bench))?.image,
  ways: [
    {
      how: 'pull',
      title: `pull ${pulled.image.split('@')[0]}`,
      expectedMs: 60_000,
      changes: async () => [{kind: 'image', tag: pulled.image, how: 'pull'}],
      provide: async (bench) => bench.registry.pull(pulled.image),
    },
    {
      how: 'build',
      title: `compile Kubernetes ${built.version} from its Go modules`,
      expectedMs: 12 * 60_000,
      async changes(bench) {
        const go = await goChanges(bench, '1 GB');
        if ('refused' in go) return go;
        const packages = {
          kind: 'download',
          what: "Debian's packages for the image",
          from: "Debian's mirrors, signed by its archive",
        } as const;
        const key = await nodeImageKey(bench);
        const images = [builtTag(key), baseTag(key)].map((tag) => ({kind: 'image', tag, how: 'build'}) as const);
        return [...go, packages, ...images, {kind: 'cache', what: 'what was compiled for the node image'}];
      },
      async provide(bench, say) {
        const key = await nodeImageKey(bench);
        return buildNodeImage(bench, key, builtTag(key), say);
      },
    },
  ],
  byHand: `Make an image registry reachable for ${pulled.image.split('@')[0]}, or install Go ${pins.go}`,
};

function builtTag(key: string): string {
  return `seatrial/node:${built.version}-${key}`;
}

/** What the node image is made from: everything beside its Dockerfile but the images of other parts, and the pins. */
async function nodeImageKey(bench: Bench): Promise<string> {
  const folder = join(bench.home, 'node-image');
  const files = (await filesBelow(folder)).filter(
    (file) => !file.startsWith('sentinel/') && file !== 'node.Dockerfile' && file !== 'metrics-server.yaml',
  );
  return inputsKey(folder, files, [built, pins.localPath, bench.arch]);
}
