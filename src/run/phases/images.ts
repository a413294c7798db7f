import type {Cluster} from '../../cluster/cluster.ts';
import {loadImages} from '../../cluster/kind/images.ts';
import {imagesOnNodes, imagesToLoad} from '../../subject/manifests/images.ts';
import type {TrialContext} from '../context.ts';

/**
 * Brings the subject's images to the nodes that lack them; resolves with their names. Throws UsageError for one that is
 * nowhere.
 */
export async function bringImages(
  {effects: {exec}, profile, manifests}: TrialContext,
  cluster: Cluster,
): Promise<readonly string[]> {
  const objects = manifests.map(({object}) => object);
  const images = await imagesToLoad(profile, objects, {exec, onNodes: async () => imagesOnNodes(cluster.api)});
  await loadImages({exec, shell: cluster.shell, kubeconfig: cluster.kubeconfig, nodes: cluster.nodes}, images);
  return images;
}
