import type {Cluster} from '../../cluster/cluster.ts';
import {imagesOnNodes, imagesToLoad} from '../../subject/manifests/images.ts';
import type {TrialContext} from '../context.ts';

/**
 * Brings the subject's images to the nodes that lack them; resolves with their names. Throws UsageError for one that is
 * nowhere.
 */
export async function bringImages(
  {profile, manifests}: TrialContext,
  {api, images: source}: Cluster,
): Promise<readonly string[]> {
  const objects = manifests.map(({object}) => object);
  const images = await imagesToLoad(profile, objects, {source, onNodes: async () => imagesOnNodes(api)});
  await source.bring(images);
  return images;
}
