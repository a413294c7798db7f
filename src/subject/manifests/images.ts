import type {Api, NodeImages} from '../../cluster/cluster.ts';
import {containersOf} from '../../kubernetes/containers.ts';
import {fullName} from '../../kubernetes/image-name.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {UsageError} from '../../system/errors.ts';
import type {Profile} from '../profile/profile.ts';

/** The images that the pods of these objects need, each once, in order of appearance. */
export function imagesOf(objects: readonly KubeObject[]): readonly string[] {
  return [...new Set(objects.flatMap((it) => containersOf(it).map(({spec}) => String(spec['image'] as string))))];
}

/** The names of all images that the nodes report to have. */
export async function imagesOnNodes(api: Api): Promise<ReadonlySet<string>> {
  const {items} = await api.list({apiVersion: 'v1', kind: 'Node'});
  const images = items.flatMap(
    (it) => (it.status?.['images'] ?? []) as readonly {readonly names?: readonly string[]}[],
  );
  return new Set(images.flatMap((it) => it.names ?? []));
}

/**
 * Which images to bring to the nodes: those the pods need or the profile names, as far as the local Docker engine has
 * them; the nodes pull the rest. Throws UsageError for images that the profile names and that neither the engine nor a
 * node has.
 */
export async function imagesToLoad(
  profile: Profile,
  objects: readonly KubeObject[],
  {source, onNodes}: {readonly source: Pick<NodeImages, 'has'>; readonly onNodes: () => Promise<ReadonlySet<string>>},
): Promise<readonly string[]> {
  const wanted = [...new Set([...profile.images, ...imagesOf(objects)])];
  const found = await Promise.all(wanted.map(async (image) => ((await source.has(image)) ? [image] : [])));
  const local = new Set(found.flat());
  const lacking = profile.images.filter((image) => !local.has(image));
  const there = lacking.length === 0 ? new Set() : await onNodes();
  const absent = lacking.filter((image) => !there.has(fullName(image)));
  if (absent.length > 0) {
    throw new UsageError(
      'image-missing',
      `${profile.facts.profilePath}: images: the local Docker engine does not have ${absent.join(', ')}`,
      {
        hint: 'Build or pull it (`docker image inspect` must find it), or correct its name.',
      },
    );
  }
  return [...local];
}
